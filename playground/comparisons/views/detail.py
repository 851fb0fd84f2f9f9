"""One comparison: its page, its figures, what two columns differ in, and asking once more."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.comparisons.column_views import ColumnView, column_views
from playground.comparisons.figures import measures
from playground.comparisons.forms import QuestionForm
from playground.comparisons.models import MAX_COLUMNS, MIN_COLUMNS, Comparison
from playground.comparisons.services.creation import ask_same_columns
from playground.comparisons.services.launching import save_and_start
from playground.comparisons.views.access import (
    editable_comparison,
    person,
    visible_comparison,
)
from playground.comparisons.word_diff import word_difference


@login_required
@require_GET
@never_cache
def detail(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    return _render(request, visible_comparison(request.user, uuid))


@login_required
@require_GET
@never_cache
def figures(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    comparison = visible_comparison(request.user, uuid)
    context = _figures(comparison, column_views(comparison))
    return render(request, "comparisons/_figures.html", context)


@login_required
@require_GET
@never_cache
def difference(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Show the words that lead from the answer of one column to that of another."""
    comparison = visible_comparison(request.user, uuid)
    views = column_views(comparison)
    by_uuid = {str(view.uuid): view for view in views}
    first = by_uuid.get(request.GET.get("first", ""), views[0])
    second = by_uuid.get(request.GET.get("second", ""), views[-1])
    context = {
        "comparison": comparison,
        "columns": views,
        "first": first,
        "second": second,
        "difference": word_difference(first.text, second.text),
    }
    name = "_difference.html" if request.htmx else "difference.html"
    return render(request, f"comparisons/{name}", context)


@login_required
@require_POST
async def run_again(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the same columns, the same or something else: that is a comparison of its own."""
    user = await person(request)
    comparison = await sync_to_async(editable_comparison)(user, uuid)
    form = QuestionForm({**request.POST.dict(), "kind": comparison.kind})
    if not form.is_valid():
        return await sync_to_async(_render)(request, comparison, form)
    save = partial(
        ask_same_columns, user=user, uuid=form.id, earlier=comparison, question=form.question
    )
    saved = await save_and_start(save)
    return redirect("comparisons:detail", saved.comparison.uuid)


def _render(
    request: AuthenticatedHttpRequest, comparison: Comparison, form: QuestionForm | None = None
) -> HttpResponse:
    views = column_views(comparison)
    asked = {"uuid": str(uuid4()), "prompt": comparison.prompt, "system": comparison.system}
    context = {
        **_figures(comparison, views),
        "form": form or QuestionForm(asked),
        "is_submitted": form is not None,
        "is_live": any(view.is_live for view in views),
        "can_add": len(views) < MAX_COLUMNS,
        "can_remove": len(views) > MIN_COLUMNS,
    }
    return render(request, "comparisons/detail.html", context)


def _figures(comparison: Comparison, views: list[ColumnView]) -> dict[str, Any]:
    return {
        "comparison": comparison,
        "columns": views,
        "measures": measures([view.run for view in views]),
    }
