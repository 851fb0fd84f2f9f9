"""One message: as a fragment, edited, deleted, its alternatives and its details."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.conversations.access import access_of, credential_name
from playground.conversations.forms import MessageForm
from playground.conversations.models import Conversation, ConversationQuerySet, Message
from playground.conversations.refusals import RequestRefused
from playground.conversations.services import editing
from playground.conversations.threads import message_view, shown_thread
from playground.conversations.views.pages import render_thread, visible_conversation
from playground.lib.uuids import uuid_or_404
from playground.runs.details import details_of


@login_required
@require_GET
@never_cache
def message(request: AuthenticatedHttpRequest, uuid: UUID, message_uuid: UUID) -> HttpResponse:
    return _render_message(request, _visible_message(request.user, uuid, message_uuid))


@login_required
@require_POST
def edit_message(request: AuthenticatedHttpRequest, uuid: UUID, message_uuid: UUID) -> HttpResponse:
    """Save other words for a turn; where that is refused, `error` says why."""
    editable = Conversation.objects.editable_by(request.user)
    found = _message_of(editable, uuid, message_uuid)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _render_message(request, found, error=str(form.errors["text"][0]))
    try:
        editing.edit_message(message=found, text=form.cleaned_data["text"])
    except RequestRefused as refused:
        return _render_message(request, found, error=refused.sentence)
    return _render_message(request, found)


@login_required
@require_POST
def delete_message(
    request: AuthenticatedHttpRequest, uuid: UUID, message_uuid: UUID
) -> HttpResponse:
    error = ""
    try:
        editing.delete_message(user=request.user, conversation=uuid, message=message_uuid)
    except RequestRefused as refused:
        error = _sentence_or_404(refused)
    return _render_shown_thread(request, uuid, error)


@login_required
@require_POST
def select_branch(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    chosen = uuid_or_404(request.POST.get("message", ""))
    try:
        editing.select_branch(user=request.user, conversation=uuid, message=chosen)
    except RequestRefused as refused:
        _sentence_or_404(refused)
    return _render_shown_thread(request, uuid)


@login_required
@require_GET
@never_cache
def message_details(
    request: AuthenticatedHttpRequest, uuid: UUID, message_uuid: UUID
) -> HttpResponse:
    found = _visible_message(request.user, uuid, message_uuid)
    run = found.run
    context = {
        "conversation": found.conversation,
        "message": message_view(found.conversation, found),
        "run": run,
        "credential_name": credential_name(request.user, run) if run else "",
        "details": details_of(run) if run else None,
    }
    return render(request, "conversations/_details.html", context)


def _visible_message(user: User, conversation: UUID, message: UUID) -> Message:
    return _message_of(Conversation.objects.visible_to(user), conversation, message)


def _message_of(conversations: ConversationQuerySet, conversation: UUID, message: UUID) -> Message:
    messages = Message.objects.filter(conversation__in=conversations.filter(uuid=conversation))
    related = (
        "run__credential",
        "run__user",
        "parent",
        "conversation__owner",
        "conversation__team",
    )
    return get_object_or_404(messages.select_related(*related), uuid=message)


def _render_message(
    request: AuthenticatedHttpRequest, found: Message, error: str = ""
) -> HttpResponse:
    context = {
        "conversation": found.conversation,
        "message": message_view(found.conversation, found),
        "access": access_of(request.user, found.conversation),
        "error": error,
    }
    return render(request, "conversations/_message.html", context)


def _render_shown_thread(
    request: AuthenticatedHttpRequest, uuid: UUID, error: str = ""
) -> HttpResponse:
    conversation = visible_conversation(request.user, uuid)
    return render_thread(request, conversation, shown_thread(conversation), error)


def _sentence_or_404(refused: RequestRefused) -> str:
    if refused.code == "not_found":
        raise Http404 from refused
    return refused.sentence
