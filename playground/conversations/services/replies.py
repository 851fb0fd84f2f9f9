"""A reply in the making, whatever it answers: its run, its row, and what the page is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from playground.accounts.models import User
from playground.conversations.completion_settings import CompletionSettings
from playground.conversations.models import Conversation, Message, MessageRole
from playground.conversations.notifications import readers_of
from playground.conversations.refusals import RequestRefused
from playground.credentials.crypto import SecretUnreadableError
from playground.gateway import ChatRequest, GatewayError
from playground.runs.generation import PreparedRun
from playground.runs.models import Run
from playground.runs.services import prepare_run, save_run

Launch = Callable[[PreparedRun], None]


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that is generated from now on, or whose run existed before."""

    conversation: Conversation
    message: UUID
    reply: UUID
    parent: UUID | None
    run: UUID
    model: str
    is_new: bool = False
    offset: int = 0
    reasoning_offset: int = 0
    # Whose pages are to hear of it.
    readers: tuple[int, ...] = ()


def save_reply(
    user: User,
    question: Message,
    reply: UUID,
    prepared: PreparedRun,
    parent: UUID | None = None,
) -> Reply:
    """Save the run of a reply and the reply, which the page then shows."""
    run = save_run(user=user, prepared=prepared)
    conversation = question.conversation
    answer = Message(
        uuid=reply,
        conversation=conversation,
        parent=question,
        role=MessageRole.ASSISTANT,
        run=run,
    )
    answer.save(force_insert=True)
    conversation.leaf = answer
    conversation.updated_at = run.created_at
    conversation.save(force_update=True)
    return new_reply(question, answer, prepared, parent)


def prepare_reply(
    chosen: CompletionSettings, request: ChatRequest, before: tuple[str, str] = ("", "")
) -> PreparedRun:
    """Make the run of a reply ready to be called. Raises: RequestRefused."""
    try:
        return prepare_run(
            credential=chosen.credential,
            provider=chosen.provider,
            request=request,
            before=before,
        )
    except GatewayError as error:
        raise RequestRefused.from_gateway(error) from error
    except SecretUnreadableError as error:
        raise RequestRefused("secret_unreadable", field="credential") from error


def new_reply(
    question: Message, answer: Message, prepared: PreparedRun, parent: UUID | None = None
) -> Reply:
    return Reply(
        conversation=question.conversation,
        message=question.uuid,
        reply=answer.uuid,
        parent=parent if parent or not question.parent else question.parent.uuid,
        run=prepared.uuid,
        model=prepared.endpoint or prepared.model,
        is_new=True,
        offset=len(prepared.output),
        reasoning_offset=len(prepared.reasoning),
        readers=readers_of(question.conversation),
    )


def existing_reply(
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


def locked_conversation(user: User, uuid: UUID) -> Conversation:
    """Return a conversation that nobody else changes until the transaction ends."""
    conversations = Conversation.objects.editable_by(user).select_for_update(of=("self",))
    conversation = conversations.select_related("credential").filter(uuid=uuid).first()
    if conversation is None:
        raise RequestRefused("not_found", field="conversation")
    return conversation


def message_of(conversation: Conversation, uuid: UUID, *roles: MessageRole) -> Message:
    """Find a turn of one of these roles."""
    messages = conversation.messages.select_related("run", "parent")
    message = messages.filter(uuid=uuid, role__in=roles).first()
    if message is None:
        raise RequestRefused("not_found", field="message")
    message.conversation = conversation
    return message
