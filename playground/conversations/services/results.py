"""Answer the functions that a reply called: a turn for each result, and the reply to them all."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from playground.accounts.models import User
from playground.conversations.branches import Turn, turns_to
from playground.conversations.completion_settings import (
    ChosenSettings,
    checked_settings,
    settings_for,
    take_settings,
)
from playground.conversations.history import messages_to_answer
from playground.conversations.models import Conversation, Message, MessageRole
from playground.conversations.refusals import RequestRefused
from playground.conversations.services.branch_checks import (
    refuse_if_busy,
    refuse_if_cleared,
    refuse_if_endless,
)
from playground.conversations.services.replies import (
    Launch,
    Reply,
    existing_reply,
    locked_conversation,
    message_of,
    prepare_reply,
    save_reply,
)


@dataclass(frozen=True, slots=True)
class Results:
    """The results of all calls of a reply, in their order, as ids of their turns and texts."""

    conversation: UUID
    message: UUID
    reply: UUID
    results: tuple[tuple[UUID, str], ...]
    settings: ChosenSettings | None = None


def submit_results(*, user: User, given: Results, launch: Launch) -> Reply:
    """Save results below the reply that asked for them; the same ids again change nothing.

    Other results for the same calls make a branch of their own.
    """
    try:
        with transaction.atomic():
            return _submit(user, given, launch)
    except IntegrityError as exc:
        raise RequestRefused("not_found") from exc


def _submit(user: User, given: Results, launch: Launch) -> Reply:
    found = locked_conversation(user, given.conversation)
    caller = message_of(found, given.message, MessageRole.ASSISTANT)
    if existing := _existing(found, given):
        return existing
    if caller.run is not None and caller.run.is_live:
        raise RequestRefused("conversation_busy")
    turns = turns_to(found, given.message)
    calls = turns[-1].tool_calls
    if not calls or not caller.is_complete:
        raise RequestRefused("turn_not_answerable", field="message")
    if len(given.results) != len(calls) or not all(text.strip() for _uuid, text in given.results):
        raise RequestRefused("results_incomplete", field="results")
    refuse_if_busy(user, found, caller.pk)
    refuse_if_cleared(turns)
    chosen = checked_settings(user, given.settings or settings_for(user, found))
    refuse_if_endless(turns, chosen)
    answered = [Turn(0, MessageRole.TOOL, text, "", False) for _uuid, text in given.results]
    request = chosen.request(messages_to_answer([*turns, *answered]))
    uuids = [given.reply, *(uuid for uuid, _text in given.results)]
    if len(set(uuids)) < len(uuids) or Message.objects.filter(uuid__in=uuids).exists():
        raise RequestRefused("not_found", field="reply")
    prepared = prepare_reply(chosen, request)
    launch(prepared)
    take_settings(user, found, chosen)
    above = caller
    for (uuid, text), call in zip(given.results, calls, strict=True):
        above = Message(
            uuid=uuid,
            conversation=found,
            parent=above,
            role=MessageRole.TOOL,
            content=text,
            tool_name=call.name[:200],
        )
        above.save(force_insert=True)
    return save_reply(user, above, given.reply, prepared)


def _existing(conversation: Conversation, given: Results) -> Reply | None:
    """Return what an earlier submit of the same ids has made."""
    if not given.results:
        return None
    last = conversation.messages.filter(uuid=given.results[-1][0]).select_related("parent").first()
    answer = last and last.children.filter(uuid=given.reply).select_related("run").first()
    if not last or not answer or not answer.run:
        return None
    return existing_reply(conversation, last, answer, answer.run)
