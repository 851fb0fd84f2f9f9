"""The fourth step: some rows are called, and what all of them will take is estimated."""

from __future__ import annotations

from copy import copy
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.batches.estimates import estimate as estimate_of
from playground.batches.forms import PaceForm, TrialForm
from playground.batches.models import BatchJob
from playground.batches.reasons import reason_sentence
from playground.batches.row_pages import read_page
from playground.batches.services import control, drafts
from playground.batches.services.refusals import BatchRefused
from playground.batches.standing import current_progress
from playground.batches.steps import Step
from playground.batches.views.access import editable_job, visible_job
from playground.batches.views.rows import place_of, rows_context
from playground.batches.views.setup import render_step, say_refusal


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def try_rows(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Show what a trial brought and what the whole will take.

    POST keeps the pace, then calls some rows or all of them, as `action` says.
    """
    if request.method == "GET":
        return render_trial(request, visible_job(request.user, uuid))
    job = editable_job(request.user, uuid)
    action = request.POST.get("action")
    # A form that is checked gives its job the values, also those that cannot be.
    pace_form = PaceForm(request.POST, instance=copy(job))
    trial_form = TrialForm(request.POST)
    if not pace_form.is_valid() or (action == "try" and not trial_form.is_valid()):
        return render_trial(request, job, pace_form=pace_form, trial_form=trial_form)
    try:
        control.change_pace(job=job, **pace_form.cleaned_data)
        if action == "start":
            control.start(job=job)
            return redirect("batches:detail", job.uuid)
        if action == "try":
            count, order = trial_form.cleaned_data["count"], trial_form.cleaned_data["order"]
            control.start_trial(job=job, count=count, is_random=order == "random")
    except BatchRefused as refused:
        say_refusal(request, refused)
    return redirect("batches:try", job.uuid)


@login_required
@require_GET
@never_cache
def estimate(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Render what the rows will take with the pace of the form, which is not saved."""
    job = visible_job(request.user, uuid)
    form = PaceForm(request.GET, instance=copy(job))
    if form.is_valid():
        job = form.instance
    return render(request, "batches/_estimate.html", {"job": job, "estimate": estimate_of(job)})


@login_required
@require_POST
def reopen(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Drop the trial's answers, so that what is asked can be changed."""
    job = editable_job(request.user, uuid)
    try:
        drafts.reopen(job=job)
    except BatchRefused as refused:
        say_refusal(request, refused)
        return redirect("batches:detail", job.uuid)
    return redirect("batches:mapping", job.uuid)


def render_trial(
    request: AuthenticatedHttpRequest,
    job: BatchJob,
    pace_form: PaceForm | None = None,
    trial_form: TrialForm | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "trial_form": trial_form or TrialForm(),
        "estimate": estimate_of(job),
        "pace_form": pace_form or PaceForm(instance=job),
        "reason": reason_sentence(job.reason_code, job.reason_parameters),
    }
    if job.sampled_count:
        context |= rows_context(job, read_page(job, place_of(request)), current_progress(job))
    return render_step(request, job, Step.TRY, context)
