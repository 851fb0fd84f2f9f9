"""The list of comparisons, and what is done with one as a whole."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.comparisons.forms import TitleForm
from playground.comparisons.models import Comparison, ComparisonColumn
from playground.comparisons.services import library
from playground.comparisons.views.access import editable_comparison, person
from playground.lib.htmx import go_to, render_either
from playground.lib.searches import read_query
from playground.runs import live_runs

PAGE_SIZE: Final = 50
_FIELDS: Final = ("uuid", "title", "kind", "is_kept", "created_at")


@login_required
@require_GET
@never_cache
def index(request: AuthenticatedHttpRequest) -> HttpResponse:
    query = read_query(request.GET)
    is_kept = request.GET.get("kept") == "1"
    found = _filtered(request.user, query=query, is_kept=is_kept)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "comparisons": list(page.object_list),
        "page": page,
        "query": query,
        "is_kept": is_kept,
        "is_filtered": bool(query or is_kept),
    }
    return render_either(
        request, page="comparisons/index.html", fragment="comparisons/_list.html", context=context
    )


@login_required
@require_POST
def rename(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    comparison = editable_comparison(request.user, uuid)
    form = TitleForm({"title": request.POST.get("title", "").replace("\x00", "")})
    if form.is_valid():
        library.rename(comparison=comparison, title=form.cleaned_data["title"])
    else:
        messages.error(request, str(form.errors["title"][0]))
    return redirect("comparisons:detail", uuid)


@login_required
@require_POST
def keep(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Keep a comparison, or not any more where `kept` is empty."""
    comparison = editable_comparison(request.user, uuid)
    library.keep(comparison=comparison, is_kept=bool(request.POST.get("kept")))
    if request.htmx:
        return render(request, "comparisons/_keep.html", {"comparison": comparison})
    return redirect("comparisons:detail", uuid)


@login_required
@require_POST
async def delete(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Delete a comparison and stop what still answers; from the list, its row goes."""
    user = await person(request)
    comparison = await sync_to_async(editable_comparison)(user, uuid)
    for run in await sync_to_async(library.delete)(comparison=comparison):
        await live_runs.request_stop(run)
    if request.htmx and request.htmx.target == f"comparison-{uuid}":
        return HttpResponse()
    return go_to(request, reverse("comparisons:index"))


def _filtered(user: User, *, query: str, is_kept: bool) -> QuerySet[Comparison]:
    columns = ComparisonColumn.objects.only("comparison", "model", "endpoint")
    found = Comparison.objects.visible_to(user).only(*_FIELDS)
    if query:
        found = found.filter(Q(title__icontains=query) | Q(prompt__icontains=query))
    if is_kept:
        found = found.filter(is_kept=True)
    found = found.prefetch_related(Prefetch("columns", columns.order_by("position")))
    return found.order_by("-created_at", "-pk")
