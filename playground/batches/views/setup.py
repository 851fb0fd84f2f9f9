"""A batch that is being set up: which of its pages to show, and what all of them have in common."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import Team
from playground.batches.models import PREPARING_STATUSES, BatchJob
from playground.batches.services.refusals import BatchRefused
from playground.batches.steps import Step, step_links


def render_step(
    request: AuthenticatedHttpRequest, job: BatchJob, step: Step, context: dict[str, Any]
) -> HttpResponse:
    """Render the page of a step; its part below the heading alone, if htmx asks."""
    full = {
        "job": job,
        "step": step,
        "steps": step_links(job, step),
        # Decided here: a template that forgets to ask shows buttons that answer 404.
        "is_editable": job.owner_id == request.user.pk,
        "teams": Team.objects.visible_to(request.user).order_by("name", "pk"),
        "is_preparing": job.status in PREPARING_STATUSES,
        "row_count": job.total_count + job.invalid_count,
        **context,
    }
    template = f"batches/_{step}.html" if request.htmx else f"batches/{step}.html"
    return render(request, template, full)


def upload_limits() -> dict[str, int]:
    """Return what a form for files says of how large they may be."""
    return {
        "max_bytes": settings.BATCH_MAX_FILE_BYTES,
        "max_rows": settings.BATCH_MAX_ROWS,
        "max_columns": settings.BATCH_MAX_COLUMNS,
    }


def say_refusal(request: HttpRequest, refused: BatchRefused) -> None:
    messages.error(request, refused.sentence)
