"""The second step: what is asked about each row, with the finished request of any row beside it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.batches.call_offers import call_offers
from playground.batches.forms import MappingForm
from playground.batches.models import BatchJob, BatchKind
from playground.batches.row_previews import row_preview
from playground.batches.services import drafts
from playground.batches.services.refusals import BatchRefused
from playground.batches.steps import Step
from playground.batches.views.access import editable_job, visible_job
from playground.batches.views.setup import render_step, say_refusal
from playground.runs.model_lists import listed_by_provider
from playground.runs.model_offers import remembered_lists


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def mapping(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Show what is asked; POST keeps it, and has all rows checked if nothing is wrong with it."""
    if request.method == "GET":
        return render_mapping(request, visible_job(request.user, uuid))
    job = editable_job(request.user, uuid)
    form = MappingForm(request.POST, user=request.user)
    if not form.is_valid():
        return render_mapping(request, job, form=form)
    try:
        drafts.save_mapping(job=job, mapping=form.mapping)
        if "check" not in request.POST:
            return redirect("batches:mapping", job.uuid)
        drafts.start_check(job=job)
    except BatchRefused as refused:
        say_refusal(request, refused)
        return redirect("batches:mapping", job.uuid)
    return redirect("batches:check", job.uuid)


@login_required
@require_POST
async def call(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Render the fields of the call for the unsaved form; its providers are asked now and then."""
    user = await request.auser()
    job = await sync_to_async(editable_job)(user, uuid)
    await sync_to_async(_put_on)(job, user, request)
    listed = await listed_by_provider(job.credential)

    def fragment() -> HttpResponse:
        context = {"job": job, "is_live": True, "offers": call_offers(job, user, listed)}
        return render(request, "batches/_call.html", context)

    return await sync_to_async(fragment)()


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def preview(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Render the request of one row; POST keeps the form, so that nothing typed is lost."""
    number = _row_number(request)
    if request.method == "GET":
        job = visible_job(request.user, uuid)
        return _render_preview(request, job, number, is_live=False)
    job = editable_job(request.user, uuid)
    form = MappingForm(request.POST, user=request.user)
    fault = ""
    if form.is_valid():
        try:
            drafts.save_mapping(job=job, mapping=form.mapping)
        except BatchRefused as refused:
            fault = refused.sentence
    return _render_preview(request, job, number, is_live=True, form=form, fault=fault)


def render_mapping(
    request: AuthenticatedHttpRequest, job: BatchJob, form: MappingForm | None = None
) -> HttpResponse:
    if form is not None and "kind" in form.cleaned_data and not form.errors:
        form.mapping.put_on(job)
    context = {
        "form": form,
        "kinds": BatchKind.choices,
        "offers": call_offers(job, request.user, remembered_lists(job.credential)),
        "preview": row_preview(job, _row_number(request)),
        # Not in the template, where it would be one.
        "placeholder": "{{column}}",
        "is_locked": not job.is_in_setup,
        "is_live": job.is_in_setup and job.owner_id == request.user.pk,
    }
    return render_step(request, job, Step.MAP, context)


def _put_on(job: BatchJob, user: User, request: AuthenticatedHttpRequest) -> None:
    form = MappingForm(request.POST, user=user)
    if form.is_valid():
        form.mapping.put_on(job)


def _render_preview(
    request: AuthenticatedHttpRequest, job: BatchJob, number: int, **context: Any
) -> HttpResponse:
    full = {"job": job, "preview": row_preview(job, number), **context}
    return render(request, "batches/_preview.html", full)


def _row_number(request: AuthenticatedHttpRequest) -> int:
    """Rows are counted from 1 where people see them."""
    sent = request.POST if request.method == "POST" else request.GET
    text = (sent.get("to") or sent.get("row") or "1").strip()
    return int(text[:9]) if text.isdecimal() else 1
