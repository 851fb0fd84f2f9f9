"""Ask a model: submit a prompt, regenerate a reply, continue one. All is saved before any call.

Each verb is one transaction: rights, the check for a live reply, and the writes see the same
moment. Once all checks have passed it calls `launch`, so that the call to the provider is on its
way while the rows are written; the caller confirms the launch if the reply `is_new`, and discards
it otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from playground.accounts.models import User
from playground.conversations.branches import Turn, turns_to
from playground.conversations.completion_settings import (
    ChosenSettings,
    checked_settings,
    default_settings,
    settings_for,
    take_settings,
)
from playground.conversations.history import (
    messages_for_prompt,
    messages_to_answer,
    messages_to_continue,
)
from playground.conversations.models import Conversation, Message, MessageRole
from playground.conversations.refusals import RequestRefused
from playground.conversations.services.branch_checks import (
    live_replies,
    refuse_if_busy,
    refuse_if_cleared,
    refuse_if_unanswered,
)
from playground.conversations.services.replies import (
    Launch,
    Reply,
    existing_reply,
    locked_conversation,
    message_of,
    new_reply,
    prepare_reply,
    save_reply,
)
from playground.lib.compiled_queries import CompiledQuery
from playground.lib.titles import first_line
from playground.runs.services import save_run

TITLE_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Prompt:
    """A user turn to save and answer; the page makes the ids, so a repetition is recognized."""

    conversation: UUID
    message: UUID
    reply: UUID
    parent: UUID | None
    text: str
    settings: ChosenSettings | None = None


_editable_conversation = CompiledQuery(
    lambda user, uuid: (
        Conversation.objects.editable_by(User(pk=user)).select_for_update().filter(uuid=uuid)
    ),
    -1,
    UUID(int=1),
)


def submit_prompt(*, user: User, prompt: Prompt, launch: Launch) -> Reply:
    """Save a user turn and open the run of its reply; the same ids again change nothing."""
    if not prompt.text.strip():
        raise RequestRefused("message_blank", field="text")
    try:
        with transaction.atomic():
            return _submit(user, prompt, launch)
    except IntegrityError as exc:
        # Somebody else has something with these ids, or another process was faster.
        return _repeated(user, prompt, exc)


@dataclass(frozen=True, slots=True)
class Repetition:
    """A turn to answer again, beside the replies that it has: a person's, or the last result."""

    conversation: UUID
    message: UUID
    reply: UUID
    settings: ChosenSettings | None = None


def regenerate(*, user: User, asked: Repetition, launch: Launch) -> Reply:
    """Open the run of another reply to a turn; the same ids again change nothing."""
    try:
        with transaction.atomic():
            found = locked_conversation(user, asked.conversation)
            question = message_of(found, asked.message, MessageRole.USER, MessageRole.TOOL)
            existing = question.children.filter(uuid=asked.reply).select_related("run").first()
            if existing is not None and existing.run is not None:
                return existing_reply(found, question, existing, existing.run)
            turns = turns_to(found, asked.message)
            refuse_if_cleared(turns)
            refuse_if_unanswered(turns)
            if any(live.question == question.pk for live in live_replies(user, found)):
                raise RequestRefused("conversation_busy")
            chosen = checked_settings(user, asked.settings or settings_for(user, found))
            request = chosen.request(messages_to_answer(turns))
            if Message.objects.filter(uuid=asked.reply).exists():
                raise RequestRefused("not_found", field="reply")
            prepared = prepare_reply(chosen, request)
            launch(prepared)
            take_settings(user, found, chosen)
            return save_reply(user, question, asked.reply, prepared)
    except IntegrityError as exc:
        raise RequestRefused("not_found") from exc


@transaction.atomic
def continue_reply(*, user: User, conversation: UUID, message: UUID, launch: Launch) -> Reply:
    """Go on with a reply that ended too early, in the same message, with a new run."""
    found = locked_conversation(user, conversation)
    answer = message_of(found, message, MessageRole.ASSISTANT)
    old, question = answer.run, answer.parent
    if old is not None and old.is_live:
        raise RequestRefused("conversation_busy")
    can_continue = old is not None and old.can_continue and not old.steps
    if old is None or question is None or not can_continue or answer.children.exists():
        raise RequestRefused("not_continuable")
    turns = turns_to(found, message)
    refuse_if_cleared(turns)
    chosen = checked_settings(user, settings_for(user, found))
    request = chosen.request(messages_to_continue(turns))
    prepared = prepare_reply(chosen, request, before=(answer.text, old.reasoning))
    launch(prepared)
    answer.run = save_run(user=user, prepared=prepared)
    answer.content = None
    answer.save(update_fields=["run", "content"])
    found.leaf = answer
    found.updated_at = answer.run.created_at
    found.save(update_fields=["leaf", "updated_at"])
    return new_reply(question, answer, prepared)


def title_of(text: str) -> str:
    """Make a title of the first line of a prompt."""
    return first_line(text, TITLE_CHARACTERS)


def _submit(user: User, prompt: Prompt, launch: Launch) -> Reply:
    conversation = _editable_conversation.first(user.pk, prompt.conversation)
    if conversation is None:
        conversation = Conversation(
            uuid=prompt.conversation, owner=user, title=title_of(prompt.text)
        )
    elif Message.objects.filter(uuid__in=(prompt.message, prompt.reply)).exists():
        return _repeated(user, prompt)
    turns = _turns_above(conversation, prompt.parent)
    parent_pk = turns[-1].pk if turns else None
    refuse_if_busy(user, conversation, parent_pk)
    refuse_if_cleared(turns)
    chosen = checked_settings(user, prompt.settings or _settings_of(user, conversation))
    prepared = prepare_reply(chosen, chosen.request(messages_for_prompt(turns, prompt.text)))
    launch(prepared)
    take_settings(user, conversation, chosen)
    if conversation.pk is None:
        conversation.save(force_insert=True)
    question = Message(
        uuid=prompt.message,
        conversation=conversation,
        parent_id=parent_pk,
        role=MessageRole.USER,
        content=prompt.text,
    )
    question.save(force_insert=True)
    return save_reply(user, question, prompt.reply, prepared, prompt.parent)


def _turns_above(conversation: Conversation, parent: UUID | None) -> list[Turn]:
    if parent is None:
        return []
    turns = turns_to(conversation, parent) if conversation.pk is not None else []
    if not turns or turns[-1].role != MessageRole.ASSISTANT:
        raise RequestRefused("not_found", field="parent")
    return turns


def _repeated(user: User, prompt: Prompt, cause: Exception | None = None) -> Reply:
    """Return what an earlier submit of the same ids has made, if it was this person's."""
    question = (
        Message.objects.filter(
            uuid=prompt.message,
            conversation__in=Conversation.objects.visible_to(user).filter(uuid=prompt.conversation),
            role=MessageRole.USER,
        )
        .select_related("conversation", "parent")
        .first()
    )
    answer = question and question.children.filter(uuid=prompt.reply).select_related("run").first()
    if not question or not answer or not answer.run:
        visible = Conversation.objects.visible_to(user).filter(uuid=prompt.conversation)
        # Another first turn of the same new conversation was faster.
        is_overtaken = cause is not None and visible.exists()
        raise RequestRefused("conversation_busy" if is_overtaken else "not_found") from cause
    return existing_reply(question.conversation, question, answer, answer.run)


def _settings_of(user: User, conversation: Conversation) -> ChosenSettings:
    return default_settings(user) if conversation.pk is None else settings_for(user, conversation)
