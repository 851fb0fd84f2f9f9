"""The list of conversations, and what one can do with a row of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.conversations.forms import TitleForm
from playground.conversations.listing import ListedConversations
from playground.conversations.models import Conversation
from playground.conversations.services import library
from playground.lib.htmx import render_either
from playground.lib.searches import read_query
from playground.lib.uuids import uuid_or_404

PAGE_SIZE = 50
RECENT = 30


@login_required
@require_GET
@never_cache
def index(request: AuthenticatedHttpRequest) -> HttpResponse:
    query = read_query(request.GET)
    # A paginator needs no more than a count and stretches.
    rows: Any = ListedConversations(request.user, query)
    page: Page[Conversation] = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"conversations": page.object_list, "page": page, "query": query}
    if "deleted" in request.GET:
        deleted = Conversation.objects.deleted_of(request.user).only("uuid", "title")
        context["deleted"] = deleted.filter(uuid=uuid_or_404(request.GET["deleted"])).first()
    return render_either(
        request,
        page="conversations/index.html",
        fragment="conversations/_conversation_list.html",
        context=context,
    )


@login_required
@require_GET
@never_cache
def sidebar(request: AuthenticatedHttpRequest) -> HttpResponse:
    context = {"conversations": ListedConversations(request.user)[:RECENT]}
    return render(request, "conversations/_recent.html", context)


@login_required
@require_POST
def update(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    conversation = get_object_or_404(Conversation.objects.editable_by(request.user), uuid=uuid)
    form = TitleForm(request.POST)
    if form.is_valid():
        library.rename(conversation=conversation, title=form.cleaned_data["title"])
    return _row_or_page(request, conversation, form=form)


@login_required
@require_POST
def pin(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Pin a conversation or let it go: as `is_pinned` says, else the other way round."""
    conversation = _owned(request.user, uuid)
    wanted = request.POST.get("is_pinned")
    is_pinned = not conversation.is_pinned if wanted is None else wanted == "true"
    library.set_pinned(conversation=conversation, is_pinned=is_pinned)
    return _row_or_page(request, conversation)


@login_required
@require_POST
def delete(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    conversation = _owned(request.user, uuid)
    library.delete(conversation=conversation)
    if request.htmx:
        context = {"conversation": conversation, "is_deleted": True}
        return render(request, "conversations/_conversation_row.html", context)
    return redirect(reverse("conversations:index", query={"deleted": str(uuid)}))


@login_required
@require_POST
def restore(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    deleted = Conversation.objects.deleted_of(request.user)
    conversation = get_object_or_404(deleted, uuid=uuid)
    library.restore(conversation=conversation)
    if request.htmx:
        return _row_or_page(request, conversation)
    return redirect("conversations:index")


def _owned(user: User, uuid: UUID) -> Conversation:
    return get_object_or_404(Conversation.objects.owned_by(user), uuid=uuid)


def _row_or_page(
    request: AuthenticatedHttpRequest, conversation: Conversation, form: TitleForm | None = None
) -> HttpResponse:
    if request.htmx:
        context = {"conversation": conversation, "form": form}
        return render(request, "conversations/_conversation_row.html", context)
    return redirect("conversations:detail", uuid=conversation.uuid)
