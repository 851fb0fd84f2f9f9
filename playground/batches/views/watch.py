"""The page of a batch whose rows are called or have been: how far it is, and its rows."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import Team
from playground.batches.charts import rate_points
from playground.batches.controls import controls_of
from playground.batches.download_links import download_links
from playground.batches.forms import PaceForm
from playground.batches.models import BatchJob
from playground.batches.progress import Progress
from playground.batches.reasons import reason_sentence
from playground.batches.row_pages import read_page
from playground.batches.standing import bar_of, current_progress, elapsed_seconds
from playground.batches.views.rows import place_of, rows_context
from playground.lib.htmx import render_either, wants_fragment


def render_watch(
    request: AuthenticatedHttpRequest, job: BatchJob, *, error: str = ""
) -> HttpResponse:
    """Render the page of a job that is not in setup any more, or for htmx what its state changes.

    `error` says why the job did not do what it was asked to.
    """
    progress = current_progress(job)
    context = status_context(request, job, progress) | {"error": error}
    if not wants_fragment(request):
        page = read_page(job, place_of(request))
        context |= rows_context(job, page, progress) | {
            "bar": bar_of(progress),
            "elapsed": elapsed_seconds(job),
            "points": rate_points(job),
            "pace_form": PaceForm(instance=job),
            "teams": Team.objects.visible_to(request.user).order_by("name", "pk"),
        }
    return render_either(
        request, page="batches/watch.html", fragment="batches/_status.html", context=context
    )


def status_context(
    request: AuthenticatedHttpRequest, job: BatchJob, progress: Progress
) -> dict[str, Any]:
    return {
        "job": job,
        "progress": progress,
        "controls": controls_of(job, is_owner=job.owner_id == request.user.pk),
        "reason": reason_sentence(job.reason_code, job.reason_parameters),
        "downloads": list(download_links(job)),
    }
