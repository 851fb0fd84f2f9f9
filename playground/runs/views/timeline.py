"""The timeline: the page, its older parts, what it adds up to, and what has changed in it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from playground.accounts.http import AuthenticatedHttpRequest
from playground.lib.htmx import render_either, wants_fragment
from playground.lib.uuids import uuid_of
from playground.runs.forms import FilterForm
from playground.runs.timeline import (
    Place,
    named_runs,
    newer_runs,
    recent_models,
    timeline_page,
    totals,
)

# A page shows so many runs at most that may still be live.
_MAX_KNOWN: Final = 100


@login_required
@require_GET
@never_cache
def index(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the timeline; as a fragment its list, or with `before` the runs to put below it."""
    form = FilterForm(request.GET, user=request.user)
    filters = form.filters
    before = Place.from_text(request.GET.get("before", ""))
    page = timeline_page(request.user, filters, before)
    context: dict[str, Any] = {"form": form, "page": page, "filters": filters, "before": before}
    if not wants_fragment(request):
        context["choices"] = form.choices(recent_models(request.user))
        context["is_empty"] = not (page.runs or page.older or filters.are_set or before)
    fragment = "runs/_list.html" if before is None else "runs/_older.html"
    return render_either(request, page="runs/index.html", fragment=fragment, context=context)


@login_required
@require_GET
@never_cache
def totals_of_runs(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Add up what the timeline shows; it takes longer than the timeline, and comes after it."""
    everything, by_model = totals(request.user, FilterForm(request.GET, user=request.user).filters)
    context = {"total": everything, "by_model": by_model}
    return render(request, "runs/_totals.html", context)


@login_required
@require_GET
@never_cache
def changes(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the runs since the `newest` one of a page, and how its live ones (`run`) are now."""
    filters = FilterForm(request.GET, user=request.user).filters
    newest = Place.from_text(request.GET.get("newest", ""))
    fresh = [] if newest is None else newer_runs(request.user, filters, newest)
    known = [uuid for text in request.GET.getlist("run")[:_MAX_KNOWN] if (uuid := uuid_of(text))]
    context = {
        "runs": [*fresh, *named_runs(request.user, known)],
        "newest": Place.of(fresh[0]) if fresh else newest,
    }
    return render(request, "runs/_changes.html", context)
