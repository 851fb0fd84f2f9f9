"""Ask a model: submit a prompt, regenerate a reply, continue one. All is saved before any call.

Each verb is one transaction: rights, the check for a live reply, and the writes see the same
moment. The call to the provider comes after it, and is made by `runs`.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from playground.accounts.models import User
from playground.conversations.branches import Turn, turns_to
from playground.conversations.completion_settings import (
    ChosenSettings,
    CompletionSettings,
    checked_settings,
    default_settings,
    kept_settings,
)
from playground.conversations.history import messages_for_prompt, messages_to_continue
from playground.conversations.models import Conversation, Message, MessageRole
from playground.conversations.refusals import RequestRefused
from playground.credentials.crypto import SecretUnreadableError
from playground.gateway import ChatRequest, GatewayError
from playground.runs.generation import OpenedRun
from playground.runs.models import Run
from playground.runs.services import open_run

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


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that is being generated, or was; `opened` is None if the run existed before."""

    conversation: Conversation
    message: UUID
    reply: UUID
    parent: UUID | None
    run: UUID
    model: str
    offset: int = 0
    opened: OpenedRun | None = None


def submit_prompt(*, user: User, prompt: Prompt) -> Reply:
    """Save a user turn and open the run of its reply; the same ids again change nothing."""
    if not prompt.text.strip():
        raise RequestRefused("message_blank", field="text")
    try:
        with transaction.atomic():
            return _submit(user, prompt)
    except (IntegrityError, RequestRefused) as exc:
        # Asked only now: a repetition is rare, and every query before a call costs its time.
        repeated = _repeated(user, prompt)
        if repeated is not None:
            return repeated
        if isinstance(exc, RequestRefused):
            raise
        # Somebody else's conversation or message has this id.
        raise RequestRefused("not_found") from exc


def regenerate(
    *, user: User, conversation: UUID, message: UUID, reply: UUID, settings: ChosenSettings | None
) -> Reply:
    """Answer a user turn again, beside the replies that it has."""
    try:
        with transaction.atomic():
            found = _locked_conversation(user, conversation)
            question = _message(found, message, MessageRole.USER)
            existing = question.children.filter(uuid=reply).select_related("run").first()
            if existing is not None and existing.run is not None:
                return _existing_reply(found, question, existing, existing.run)
            turns = turns_to(found, message)
            _refuse_if_cleared(turns)
            if any(live.question == question.pk for live in _live_replies(user, found)):
                raise RequestRefused("conversation_busy")
            chosen = checked_settings(user, settings or kept_settings(found))
            request = chosen.request(messages_for_prompt(turns[:-1], question.text))
            found.take_settings(chosen)
            return _save_reply(user, question, reply, chosen, request)
    except IntegrityError as exc:
        raise RequestRefused("not_found") from exc


@transaction.atomic
def continue_reply(*, user: User, conversation: UUID, message: UUID) -> Reply:
    """Go on with a reply that ended too early, in the same message, with a new run."""
    found = _locked_conversation(user, conversation)
    answer = _message(found, message, MessageRole.ASSISTANT)
    old, question = answer.run, answer.parent
    if old is not None and old.is_live:
        raise RequestRefused("conversation_busy")
    if old is None or question is None or not old.can_continue or answer.children.exists():
        raise RequestRefused("not_continuable")
    turns = turns_to(found, message)
    _refuse_if_cleared(turns)
    chosen = checked_settings(user, kept_settings(found))
    request = chosen.request(messages_to_continue(turns))
    opened = _open(user, chosen, request, before=(answer.text, old.reasoning))
    answer.run_id = opened.pk
    answer.content = None
    answer.save(update_fields=["run", "content"])
    found.leaf = answer
    found.updated_at = opened.started_at
    found.save(update_fields=["leaf", "updated_at"])
    return _opened_reply(question, answer, opened)


def title_of(text: str) -> str:
    """Make a title of the first line of a prompt."""
    line = text.strip().splitlines()[0].strip()
    if len(line) <= TITLE_CHARACTERS:
        return line
    return line[: TITLE_CHARACTERS - 1].rstrip() + "…"


def _submit(user: User, prompt: Prompt) -> Reply:
    conversation = (
        Conversation.objects.visible_to(user)
        .select_for_update()
        .filter(uuid=prompt.conversation)
        .first()
    )
    is_new = conversation is None
    if conversation is None:
        conversation = Conversation(
            uuid=prompt.conversation, owner=user, title=title_of(prompt.text)
        )
    turns = [] if is_new or prompt.parent is None else turns_to(conversation, prompt.parent)
    if prompt.parent is not None and (not turns or turns[-1].role != MessageRole.ASSISTANT):
        raise RequestRefused("not_found", field="parent")
    parent_pk = turns[-1].pk if turns else None
    if not is_new:
        _refuse_if_busy(user, conversation, parent_pk)
    _refuse_if_cleared(turns)
    chosen = checked_settings(user, prompt.settings or _settings_of(user, conversation))
    request = chosen.request(messages_for_prompt(turns, prompt.text))
    conversation.take_settings(chosen)
    if is_new:
        conversation.save(force_insert=True)
    question = Message(
        uuid=prompt.message,
        conversation=conversation,
        parent_id=parent_pk,
        role=MessageRole.USER,
        content=prompt.text,
    )
    question.save(force_insert=True)
    return _save_reply(user, question, prompt.reply, chosen, request, parent=prompt.parent)


def _save_reply(
    user: User,
    question: Message,
    reply: UUID,
    chosen: CompletionSettings,
    request: ChatRequest,
    parent: UUID | None = None,
) -> Reply:
    opened = _open(user, chosen, request)
    conversation = question.conversation
    answer = Message(
        uuid=reply,
        conversation=conversation,
        parent=question,
        role=MessageRole.ASSISTANT,
        run_id=opened.pk,
    )
    answer.save(force_insert=True)
    conversation.leaf = answer
    conversation.updated_at = opened.started_at
    conversation.save(force_update=True)
    return _opened_reply(question, answer, opened, parent)


def _open(
    user: User,
    chosen: CompletionSettings,
    request: ChatRequest,
    before: tuple[str, str] = ("", ""),
) -> OpenedRun:
    try:
        return open_run(
            user=user,
            credential=chosen.credential,
            provider=chosen.provider,
            request=request,
            before=before,
        )
    except GatewayError as error:
        raise RequestRefused.from_gateway(error) from error
    except SecretUnreadableError as error:
        raise RequestRefused("secret_unreadable", field="credential") from error


def _opened_reply(
    question: Message, answer: Message, opened: OpenedRun, parent: UUID | None = None
) -> Reply:
    request = opened.request
    return Reply(
        conversation=question.conversation,
        message=question.uuid,
        reply=answer.uuid,
        parent=parent if parent or not question.parent else question.parent.uuid,
        run=opened.uuid,
        model=request.endpoint or request.model,
        offset=len(opened.output),
        opened=opened,
    )


def _existing_reply(
    conversation: Conversation, question: Message, answer: Message, run: Run
) -> Reply:
    return Reply(
        conversation=conversation,
        message=question.uuid,
        reply=answer.uuid,
        parent=question.parent.uuid if question.parent else None,
        run=run.uuid,
        model=run.endpoint or run.model,
    )


def _repeated(user: User, prompt: Prompt) -> Reply | None:
    """Find what an earlier submit of the same ids has made."""
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
        return None
    return _existing_reply(question.conversation, question, answer, answer.run)


@dataclass(frozen=True, slots=True)
class _LiveReply:
    """Keys of a reply that is being generated, of its user turn, and of what that follows."""

    answer: int
    question: int | None
    before: int | None


def _live_replies(user: User, conversation: Conversation) -> list[_LiveReply]:
    rows = (
        Run.objects.live()
        .filter(user=user, message__conversation=conversation)
        .values_list("message__pk", "message__parent_id", "message__parent__parent_id")
    )
    return [_LiveReply(*row) for row in rows]


def _refuse_if_busy(user: User, conversation: Conversation, parent_pk: int | None) -> None:
    """A branch takes one turn at a time: not below a live reply, and not beside its user turn."""
    for live in _live_replies(user, conversation):
        if parent_pk in (live.answer, live.before):
            raise RequestRefused("conversation_busy")


def _refuse_if_cleared(turns: list[Turn]) -> None:
    if any(turn.needs_clear_history for turn in turns):
        raise RequestRefused("history_must_be_cleared")


def _locked_conversation(user: User, uuid: UUID) -> Conversation:
    conversations = Conversation.objects.editable_by(user).select_for_update(of=("self",))
    conversation = conversations.select_related("credential").filter(uuid=uuid).first()
    if conversation is None:
        raise RequestRefused("not_found", field="conversation")
    return conversation


def _message(conversation: Conversation, uuid: UUID, role: MessageRole) -> Message:
    message = (
        conversation.messages.filter(uuid=uuid, role=role).select_related("run", "parent").first()
    )
    if message is None:
        raise RequestRefused("not_found", field="message")
    message.conversation = conversation
    return message


def _settings_of(user: User, conversation: Conversation) -> ChosenSettings:
    return default_settings(user) if conversation.pk is None else kept_settings(conversation)
