"""The third step: all faults of all rows, before anything is sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from playground.accounts.http import AuthenticatedHttpRequest
from playground.batches.fault_lists import fault_counts, fault_csv, fault_line, fault_page
from playground.batches.forms import UploadForm
from playground.batches.models import PREPARING_STATUSES, BatchJob
from playground.batches.services import drafts
from playground.batches.services.refusals import BatchRefused
from playground.batches.steps import Step
from playground.batches.views.access import editable_job, visible_job
from playground.batches.views.setup import render_step, say_refusal, upload_limits


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def check(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Show how far the check is, then what it found; POST checks anew."""
    if request.method == "GET":
        return render_check(request, visible_job(request.user, uuid))
    job = editable_job(request.user, uuid)
    try:
        drafts.start_check(job=job)
    except BatchRefused as refused:
        say_refusal(request, refused)
        return redirect("batches:mapping", job.uuid)
    return redirect("batches:check", job.uuid)


@login_required
@require_GET
@never_cache
def faults(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Render a page of the faults, of one reason where `code` names it."""
    job = visible_job(request.user, uuid)
    context = {"job": job, **_faults(request, job)}
    return render(request, "batches/_faults.html", context)


@login_required
@require_GET
def faults_csv(request: AuthenticatedHttpRequest, uuid: UUID) -> StreamingHttpResponse:
    job = visible_job(request.user, uuid)
    response = StreamingHttpResponse(fault_csv(job), content_type="text/csv; charset=utf-8")
    header = content_disposition_header(as_attachment=True, filename=f"{job.name} - faults.csv")
    response["Content-Disposition"] = header or "attachment"
    return response


def render_check(request: AuthenticatedHttpRequest, job: BatchJob) -> HttpResponse:
    context: dict[str, Any] = {"form": UploadForm(), **upload_limits()}
    if job.status not in PREPARING_STATUSES:
        context |= _faults(request, job)
    return render_step(request, job, Step.CHECK, context)


def _faults(request: AuthenticatedHttpRequest, job: BatchJob) -> dict[str, Any]:
    # No code holds NUL, and PostgreSQL refuses even to look for it.
    code = request.GET.get("code", "").replace("\x00", "")[:64]
    counts = fault_counts(job)
    page = fault_page(job, counts, code, request.GET.get("page", ""))
    return {
        "counts": counts,
        "total": sum(each.count for each in counts),
        "code": code,
        "page": page,
        "lines": [fault_line(fault) for fault in page.object_list],
    }
