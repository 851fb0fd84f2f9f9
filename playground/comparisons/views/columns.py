"""One column of a comparison: shown, asked again, added, taken away, taken to a conversation."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.comparisons.column_views import column_views
from playground.comparisons.models import MAX_COLUMNS, MIN_COLUMNS, Comparison, ComparisonKind
from playground.comparisons.services import columns
from playground.comparisons.services.conversations import open_conversation
from playground.comparisons.services.launching import save_and_start
from playground.comparisons.setups import (
    ColumnSetup,
    column_offers,
    new_column,
    read_column,
)
from playground.comparisons.views.access import (
    editable_column,
    editable_comparison,
    person,
    visible_comparison,
)
from playground.conversations.refusals import RequestRefused
from playground.runs import live_runs


@login_required
@require_GET
@never_cache
def column(request: AuthenticatedHttpRequest, uuid: UUID, column: UUID) -> HttpResponse:
    return _fragment(request, visible_comparison(request.user, uuid), column)


@login_required
@require_POST
async def ask_again(request: AuthenticatedHttpRequest, uuid: UUID, column: UUID) -> HttpResponse:
    user = await person(request)
    await sync_to_async(editable_column)(user, uuid, column)
    save = partial(columns.ask_again, user=user, uuid=uuid, column=column)
    saved = await save_and_start(save)
    if request.htmx:
        return await sync_to_async(_fragment)(request, saved.comparison, column)
    return redirect("comparisons:detail", uuid)


@login_required
@require_POST
async def remove_column(
    request: AuthenticatedHttpRequest, uuid: UUID, column: UUID
) -> HttpResponse:
    user = await person(request)
    await sync_to_async(editable_column)(user, uuid, column)
    run = await sync_to_async(columns.remove_column)(user=user, uuid=uuid, column=column)
    if run is not None:
        await live_runs.request_stop(run)
    return redirect("comparisons:detail", uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
async def add_column(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Choose one more to ask, to begin with as the column `of`; then ask it the same."""
    user = await person(request)
    comparison = await sync_to_async(editable_comparison)(user, uuid)
    if request.method != "POST":
        return await sync_to_async(_begun_column)(request, user, comparison)
    setup = await sync_to_async(read_column)(request.POST, user, comparison)
    if setup.refused is not None:
        return await sync_to_async(_render_column)(request, user, comparison, setup)
    save = partial(columns.add_column, user=user, uuid=uuid, choice=setup.choice)
    if await save_and_start(save) is None:
        messages.error(request, _("There is no room for one more column. Remove one first."))
    return redirect("comparisons:detail", uuid)


@login_required
@require_POST
def continue_in_chat(request: AuthenticatedHttpRequest, uuid: UUID, column: UUID) -> HttpResponse:
    found = editable_column(request.user, uuid, column)
    if found.run is None or found.run.is_live:
        messages.error(request, _("This column has no answer yet to go on with."))
        return redirect("comparisons:detail", uuid)
    try:
        conversation = open_conversation(user=request.user, column=found, run=found.run)
    except RequestRefused as refused:
        messages.error(request, refused.sentence)
        return redirect("comparisons:detail", uuid)
    return redirect("conversations:detail", conversation.uuid)


def _fragment(
    request: AuthenticatedHttpRequest, comparison: Comparison, uuid: UUID
) -> HttpResponse:
    views = column_views(comparison)
    found = next((view for view in views if view.uuid == uuid), None)
    if found is None:
        raise Http404
    context = {
        "comparison": comparison,
        "column": found,
        "can_add": len(views) < MAX_COLUMNS,
        "can_remove": len(views) > MIN_COLUMNS,
    }
    return render(request, "comparisons/_column.html", context)


def _begun_column(
    request: AuthenticatedHttpRequest, user: User, comparison: Comparison
) -> HttpResponse:
    setup = new_column(user, comparison, request.GET.get("of", ""))
    return _render_column(request, user, comparison, setup)


def _render_column(
    request: AuthenticatedHttpRequest, user: User, comparison: Comparison, setup: ColumnSetup
) -> HttpResponse:
    task = ComparisonKind(comparison.kind).task
    context = {"comparison": comparison, "offers": column_offers(user, task, setup)}
    name = "_column_form.html" if request.htmx else "add_column.html"
    response = render(request, f"comparisons/{name}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
