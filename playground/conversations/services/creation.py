"""Make a conversation of turns that were spoken elsewhere, as in a row of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from playground.accounts.models import User
from playground.conversations.completion_settings import ChosenSettings, checked_settings
from playground.conversations.models import Conversation, Message, MessageRole
from playground.conversations.notifications import announce_change
from playground.conversations.refusals import RequestRefused
from playground.conversations.services.completions import title_of
from playground.gateway import ChatMessage
from playground.runs.credential_tests import PROVIDER_LABELS
from playground.runs.steps import tool_call_lines


@transaction.atomic
def create_conversation(
    *, user: User, turns: Sequence[ChatMessage], settings: ChosenSettings, title_text: str
) -> Conversation:
    """Save turns, which alternate and end with a reply, as `user`'s; nobody is asked anything.

    Calls of functions keep their results, which follow them as turns of their own.
    A credential that `user` may not use, or that is gone, is left out: they choose another one.
    Raises: RequestRefused, naming the setting that is wrong.
    """
    conversation = Conversation(owner=user, title=title_of(title_text))
    try:
        conversation.take_settings(checked_settings(user, settings))
    except RequestRefused as refused:
        if refused.code != "credential_unavailable":
            raise
        if settings.provider not in ("", *PROVIDER_LABELS):
            raise RequestRefused("provider_mismatch", field="provider") from refused
        conversation.take_settings(replace(settings, credential=None))
    conversation.save(force_insert=True)
    for turn in turns:
        conversation.leaf = Message.objects.create(
            conversation=conversation,
            parent=conversation.leaf,
            role=MessageRole(turn.role),
            content=turn.content,
            steps=tool_call_lines(turn.tool_calls),
            tool_name=turn.name[:200],
        )
    conversation.save(update_fields=["leaf"])
    announce_change(user_id=user.pk, conversation=conversation.uuid)
    return conversation
