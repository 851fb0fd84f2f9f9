"""One conversation: its page, an unsaved one's page, and its thread."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.conversations.access import access_of
from playground.conversations.completion_settings import (
    ChosenSettings,
    default_settings,
    kept_settings,
    settings_for,
)
from playground.conversations.composer import (
    model_groups,
    offered_functions,
    parameter_inputs,
    remembered_lists,
)
from playground.conversations.models import Conversation, ConversationQuerySet
from playground.conversations.page_config import page_config
from playground.conversations.threads import Thread, older_thread, shown_thread
from playground.conversations.views.creation import taken_draft
from playground.credentials.models import Credential, CredentialKind
from playground.credentials.services import providers_of
from playground.lib.uuids import uuid_or_404
from playground.runs.sandbox_backend import sandbox_backend

PREFILL_CHARACTERS = 20_000


@login_required
@require_GET
@never_cache
def detail(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    conversation = visible_conversation(request.user, uuid)
    thread = shown_thread(conversation)
    settings, draft = settings_for(request.user, conversation), taken_draft(request, uuid)
    context = _page_context(request.user, conversation, thread, settings, draft)
    return render(request, "conversations/detail.html", context)


@login_required
@require_GET
@never_cache
def new(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show an unsaved conversation; the address may fill in the form, and never sends it."""
    settings = _prefilled(request, default_settings(request.user))
    conversation = Conversation(uuid=uuid4(), owner=request.user)
    prefill = request.GET.get("prompt", "")[:PREFILL_CHARACTERS]
    context = _page_context(request.user, conversation, Thread([]), settings, prefill)
    return render(request, "conversations/detail.html", context)


@login_required
@require_GET
@never_cache
def thread(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    conversation = visible_conversation(request.user, uuid)
    before = request.GET.get("before")
    if before is None:
        stretch = shown_thread(conversation)
    else:
        stretch = older_thread(
            conversation, get_object_or_404(conversation.messages, uuid=uuid_or_404(before))
        )
    return render_thread(request, conversation, stretch)


def render_thread(
    request: AuthenticatedHttpRequest,
    conversation: Conversation,
    thread: Thread,
    error: str = "",
) -> HttpResponse:
    """Render the fragment that takes the place of the thread; `error` says why nothing changed."""
    context = {
        "conversation": conversation,
        "access": access_of(request.user, conversation),
        "error": error,
        **thread_context(thread),
    }
    return render(request, "conversations/_thread.html", context)


def thread_context(thread: Thread) -> dict[str, Any]:
    return {"messages": thread.messages, "has_older": thread.has_older}


def visible_conversation(user: User, uuid: UUID) -> Conversation:
    return _conversation_of(Conversation.objects.visible_to(user), uuid)


def editable_conversation(user: User, uuid: UUID) -> Conversation:
    return _conversation_of(Conversation.objects.editable_by(user), uuid)


def _conversation_of(conversations: ConversationQuerySet, uuid: UUID) -> Conversation:
    related = conversations.select_related("credential", "owner", "team")
    return get_object_or_404(related, uuid=uuid)


def _page_context(
    user: User,
    conversation: Conversation,
    thread: Thread,
    settings: ChosenSettings,
    prefill: str = "",
) -> dict[str, Any]:
    credentials = list(Credential.objects.usable_by(user).order_by("name", "pk"))
    chosen = next((each for each in credentials if each.uuid == settings.credential), None)
    listed = remembered_lists(chosen)
    return {
        "conversation": conversation,
        "access": access_of(user, conversation),
        # A member of the team is told with whose key their replies are made.
        "has_own_credential": conversation.pk is not None
        and settings.credential != kept_settings(conversation).credential,
        **thread_context(thread),
        "credentials": credentials,
        "sandbox_backend": sandbox_backend() if _has_sandbox(credentials) else "",
        "settings": settings,
        "functions": offered_functions(settings),
        "models": model_groups(chosen, listed, settings),
        # The page does not wait for a provider; it asks for the models once it is there.
        "are_models_listed": chosen is None or len(listed) == len(providers_of(chosen)),
        "parameters": parameter_inputs(settings),
        "page_config": page_config(conversation, prefill=prefill),
    }


def _has_sandbox(credentials: list[Credential]) -> bool:
    return any(credential.kind == CredentialKind.SANDBOX for credential in credentials)


def _prefilled(request: AuthenticatedHttpRequest, settings: ChosenSettings) -> ChosenSettings:
    """Take what the address proposes; a credential only if this person may use it."""
    proposed = request.GET
    changes: dict[str, Any] = {
        name: proposed[name][:200] for name in ("provider", "model", "endpoint") if name in proposed
    }
    if "credential" in proposed:
        usable = Credential.objects.usable_by(request.user)
        uuid = uuid_or_404(proposed["credential"])
        changes["credential"] = get_object_or_404(usable, uuid=uuid).uuid
    return replace(settings, **changes)
