"""The list of batches: a person's own, and those that others show to a team of theirs."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.batches.models import (
    LIVE_STATUSES,
    PREPARING_STATUSES,
    SETUP_STATUSES,
    BatchJob,
    BatchStatus,
)
from playground.batches.services import removal
from playground.batches.services.refusals import BatchRefused
from playground.batches.views.access import editable_job
from playground.batches.views.setup import say_refusal
from playground.lib.htmx import go_to, render_either
from playground.lib.searches import read_query
from playground.lib.uuids import uuid_or_404

PAGE_SIZE = 50
_MOVING: Final = frozenset((*LIVE_STATUSES, *PREPARING_STATUSES))
# What a person looks for, by the word in the address.
STATE_GROUPS: Final[dict[str, tuple[Promise, tuple[BatchStatus, ...]]]] = {
    "setup": (_("In preparation"), SETUP_STATUSES),
    "live": (_("Running"), LIVE_STATUSES),
    "paused": (_("Paused"), (BatchStatus.PAUSED,)),
    "succeeded": (_("Succeeded"), (BatchStatus.SUCCEEDED,)),
    "failed": (_("Failed"), (BatchStatus.FAILED,)),
    "stopped": (_("Stopped"), (BatchStatus.STOPPED,)),
}
_FIELDS: Final = (
    *("uuid", "name", "status", "kind", "model", "endpoint", "created_at", "is_trial"),
    *("total_count", "invalid_count", "succeeded_count", "failed_count", "sampled_count"),
    *("prepared_count", "reason_code", "reason_parameters", "deleted_at"),
    *("input_tokens", "output_tokens", "worker_num"),
    *("owner__name", "owner__email"),
)


@login_required
@require_GET
@never_cache
def index(request: AuthenticatedHttpRequest) -> HttpResponse:
    query = read_query(request.GET)
    state = request.GET.get("state", "")
    state = state if state in STATE_GROUPS else ""
    whose = request.GET.get("whose", "")
    whose = whose if whose in ("own", "team") else ""
    jobs = _filtered(request.user, query=query, state=state, whose=whose)
    page = Paginator(jobs, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    context: dict[str, Any] = {
        "jobs": shown,
        "page": page,
        "query": query,
        "state": state,
        "whose": whose,
        "states": [(key, label) for key, (label, _statuses) in STATE_GROUPS.items()],
        "is_moving": any(job.status in _MOVING for job in shown),
        "is_filtered": bool(query or state or whose),
    }
    if "deleted" in request.GET:
        context["deleted"] = _deleted(request.user, request.GET["deleted"])
    return render_either(
        request, page="batches/index.html", fragment="batches/_list.html", context=context
    )


@login_required
@require_POST
def delete(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Delete a batch and offer the way back: in its row, or on the list, to which this leads."""
    job = editable_job(request.user, uuid)
    removal.delete(job=job)
    if request.htmx and request.htmx.target == f"batch-{uuid}":
        return render(request, "batches/_deleted.html", {"job": job})
    return go_to(request, reverse("batches:index", query={"deleted": str(uuid)}))


@login_required
@require_POST
def restore(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    deleted = BatchJob.objects.deleted_of(request.user).select_related("owner")
    job = get_object_or_404(deleted, uuid=uuid)
    try:
        removal.restore(job=job)
    except BatchRefused as refused:
        if request.htmx:
            return render(request, "batches/_deleted.html", {"job": job, "error": refused.sentence})
        say_refusal(request, refused)
        return redirect("batches:index")
    if request.htmx:
        return render(request, "batches/_batch.html", {"job": job})
    return redirect("batches:index")


def _filtered(user: User, *, query: str, state: str, whose: str) -> QuerySet[BatchJob]:
    jobs = BatchJob.objects.visible_to(user).select_related("owner").only(*_FIELDS)
    if query:
        jobs = jobs.filter(name__icontains=query)
    if state:
        jobs = jobs.filter(status__in=STATE_GROUPS[state][1])
    if whose == "own":
        jobs = jobs.filter(owner=user)
    elif whose == "team":
        jobs = jobs.exclude(owner=user)
    return jobs.order_by("-created_at", "-pk")


def _deleted(user: User, text: str) -> BatchJob | None:
    deleted = BatchJob.objects.deleted_of(user)
    return deleted.only("uuid", "name").filter(uuid=uuid_or_404(text)).first()
