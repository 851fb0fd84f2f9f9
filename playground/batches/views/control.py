"""What the owner of a batch does with it: one address a verb, one call into a service each."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.batches.forms import PaceForm
from playground.batches.models import BatchJob
from playground.batches.services import control, copies
from playground.batches.services.refusals import BatchRefused
from playground.batches.views.access import editable_job, visible_job
from playground.batches.views.setup import say_refusal
from playground.batches.views.watch import render_watch
from playground.lib.htmx import go_to


@login_required
@require_POST
def start(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    job = editable_job(request.user, uuid)
    return _answer(request, job, lambda: control.start(job=job))


@login_required
@require_POST
def pause(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    job = editable_job(request.user, uuid)
    return _answer(request, job, lambda: control.pause(job=job))


@login_required
@require_POST
def resume(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    job = editable_job(request.user, uuid)
    return _answer(request, job, lambda: control.resume(job=job))


@login_required
@require_POST
def stop(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    job = editable_job(request.user, uuid)
    return _answer(request, job, lambda: control.stop(job=job))


@login_required
@require_POST
def retry_failed(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    job = editable_job(request.user, uuid)
    return _answer(request, job, lambda: control.retry_failed(job=job))


@login_required
@require_POST
def pace(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Change how fast a job goes; the form comes back, and says whether it was taken."""
    job = editable_job(request.user, uuid)
    form = PaceForm(request.POST, instance=job)
    is_saved = form.is_valid()
    if is_saved:
        control.change_pace(job=job, **form.cleaned_data)
        form = PaceForm(instance=job)
    if request.htmx:
        context = {"job": job, "pace_form": form, "is_saved": is_saved}
        return render(request, "batches/_pace.html", context)
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect("batches:detail", uuid=uuid)


@login_required
@require_POST
def duplicate(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Make a batch of one's own of any that one may see, to change what is asked."""
    job = visible_job(request.user, uuid)
    return _go_to_copy(request, job, lambda: copies.duplicate(job=job, owner=request.user))


@login_required
@require_POST
def run_again(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    job = visible_job(request.user, uuid)
    return _go_to_copy(request, job, lambda: copies.run_again(job=job, owner=request.user))


def _answer(
    request: AuthenticatedHttpRequest, job: BatchJob, verb: Callable[[], object]
) -> HttpResponse:
    """Do it, and show where the job stands now; or why it was not done."""
    error = ""
    try:
        verb()
    except BatchRefused as refused:
        error = refused.sentence
        # Somebody else has changed it: what is shown must be what is.
        job.refresh_from_db()
    if request.htmx:
        return render_watch(request, job, error=error)
    if error:
        messages.error(request, error)
    return redirect("batches:detail", uuid=job.uuid)


def _go_to_copy(
    request: AuthenticatedHttpRequest, job: BatchJob, verb: Callable[[], BatchJob]
) -> HttpResponseBase:
    try:
        shown = verb()
    except BatchRefused as refused:
        say_refusal(request, refused)
        shown = job
    else:
        messages.success(request, gettext("This is the new batch; the old one stays as it is."))
    return go_to(request, reverse("batches:detail", args=[shown.uuid]))
