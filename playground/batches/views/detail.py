"""The page of one batch, by where it stands; its name, and who may look on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.batches.forms import NameForm, ShareForm
from playground.batches.services import drafts
from playground.batches.steps import Step, step_of
from playground.batches.views.access import editable_job, visible_job
from playground.batches.views.checking import render_check
from playground.batches.views.mapping import render_mapping
from playground.batches.views.trial import render_trial
from playground.batches.views.upload import render_file
from playground.batches.views.watch import render_watch


@login_required
@require_GET
@never_cache
def detail(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    job = visible_job(request.user, uuid)
    match step_of(job):
        case Step.UPLOAD:
            return render_file(request, job)
        case Step.MAP:
            return render_mapping(request, job)
        case Step.CHECK:
            return render_check(request, job)
        case Step.TRY:
            return render_trial(request, job)
        case Step.RUN:
            return render_watch(request, job)


@login_required
@require_POST
def rename(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    job = editable_job(request.user, uuid)
    form = NameForm(request.POST)
    if form.is_valid():
        drafts.rename(job=job, name=form.cleaned_data["name"])
    else:
        messages.error(request, _("This name is not possible. Choose another one."))
    return redirect("batches:detail", job.uuid)


@login_required
@require_POST
def share(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Show a batch to a team, or to nobody else."""
    job = editable_job(request.user, uuid)
    form = ShareForm(request.POST, user=request.user)
    if form.is_valid():
        drafts.share(job=job, team=form.cleaned_data["team"])
    else:
        messages.error(request, _("This team does not exist, or you are not in it."))
    if request.htmx:
        return HttpResponse(status=204)
    return redirect("batches:detail", job.uuid)
