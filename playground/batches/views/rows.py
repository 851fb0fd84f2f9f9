"""The rows of a batch: a page of them as a table, and one of them whole."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django_htmx.http import replace_url

from playground.accounts.http import AuthenticatedHttpRequest
from playground.batches.models import BatchJob, RowState
from playground.batches.progress import Progress
from playground.batches.row_details import row_detail
from playground.batches.row_pages import (
    SHOWN_COLUMNS,
    Place,
    RowPage,
    neighbors,
    read_page,
    rows_of,
    shows_sample,
)
from playground.batches.standing import current_progress
from playground.batches.views.access import visible_job
from playground.lib.htmx import render_either

MAX_INDEX = 2**31 - 1


@login_required
@require_GET
@never_cache
def rows(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Render a page of rows; the address of the page that shows them follows."""
    job = visible_job(request.user, uuid)
    context = rows_context(job, read_page(job, place_of(request)), current_progress(job))
    response = render(request, "batches/_rows.html", context)
    detail = reverse("batches:detail", args=[uuid])
    return replace_url(response, f"{detail}?{context['query']}")


@login_required
@require_GET
@never_cache
def row(request: AuthenticatedHttpRequest, uuid: UUID, index: int) -> HttpResponse:
    """Show one row whole: a page of its own, and for htmx what a dialog shows."""
    job = visible_job(request.user, uuid)
    if index > MAX_INDEX:
        raise Http404
    found = get_object_or_404(job.rows, index=index)
    state = _state_of(request)
    earlier, later = neighbors(rows_of(job, state), index)
    context = {
        "job": job,
        "row": found,
        "number": index + 1,
        "detail": row_detail(job, found, request.user),
        "state": state,
        "earlier": earlier,
        "later": later,
    }
    return render_either(
        request, page="batches/row.html", fragment="batches/_row.html", context=context
    )


def place_of(request: HttpRequest) -> Place:
    """Read from the address which rows a page shows; what makes no sense is as if it was not."""
    wanted = _index_of(request, "from")
    # People count rows from 1, and want to see the one that they name.
    after = _index_of(request, "after") if wanted is None else wanted - 2
    return Place(_state_of(request), after, _index_of(request, "before"))


def rows_context(job: BatchJob, page: RowPage, progress: Progress) -> dict[str, Any]:
    return {
        "job": job,
        "page": page,
        "columns": job.columns[:SHOWN_COLUMNS],
        "tabs": _tabs(job, page.place.state, progress),
        "is_sample": shows_sample(job),
        "query": _query(page.place),
        "earlier_query": _query(Place(page.place.state, before=page.first)),
        "later_query": _query(Place(page.place.state, after=page.last)),
    }


def _query(place: Place) -> str:
    """Write a place as an address has it, for whoever asks for the same page again."""
    given = {"state": place.state or None, "after": place.after, "before": place.before}
    return urlencode({name: value for name, value in given.items() if value is not None})


def _tabs(job: BatchJob, state: str, progress: Progress) -> list[dict[str, Any]]:
    """Return the filters with their counts, which the job keeps: nothing is counted here."""
    is_sample = shows_sample(job)
    target = job.sampled_count if is_sample else job.total_count
    left = max(0, target - job.ended_count - progress.running)
    counts = {
        "": target if is_sample else target + job.invalid_count,
        RowState.SUCCEEDED: job.succeeded_count,
        RowState.FAILED: job.failed_count,
        RowState.RUNNING: progress.running,
        RowState.QUEUED: left,
    }
    if job.invalid_count and not is_sample:
        counts[RowState.INVALID] = job.invalid_count
    return [
        {"state": str(each), "label": RowState(each).label if each else "", "count": count}
        | {"is_current": each == state}
        for each, count in counts.items()
    ]


def _state_of(request: HttpRequest) -> str:
    state = request.GET.get("state", "")
    return state if state in RowState.values else ""


def _index_of(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if not (text.isascii() and text.isdigit()) or len(text) > 10:
        return None
    return min(int(text), MAX_INDEX)
