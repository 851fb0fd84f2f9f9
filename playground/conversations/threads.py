"""A branch as a page shows it: messages with their siblings, the last ones first to be fetched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from playground.conversations.branches import path_to
from playground.conversations.models import Conversation, Message
from playground.conversations.tool_calls import ShownCall, shown_calls
from playground.runs.error_messages import error_sentence
from playground.runs.models import Run, RunStatus
from playground.runs.steps import tool_calls_of

PAGE_MESSAGES = 40
# What a thread shows of a run; the bodies are fetched for the details only.
_DEFERRED = (
    "run__request",
    "run__response",
    "run__credential__encrypted_secret",
    "parent__content",
)


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message and its place among the alternatives to it."""

    message: Message
    siblings: int = 1
    sibling_number: int = 1
    previous_sibling: UUID | None = None
    next_sibling: UUID | None = None
    is_last: bool = False
    calls: Sequence[ShownCall] = ()

    @property
    def uuid(self) -> UUID:
        return self.message.uuid

    @property
    def role(self) -> str:
        return self.message.role

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def tool_name(self) -> str:
        return self.message.tool_name

    @property
    def run(self) -> Run | None:
        return self.message.run

    @property
    def reasoning(self) -> str:
        return self.run.reasoning if self.run else ""

    @property
    def is_live(self) -> bool:
        return self.run is not None and self.run.is_live

    @property
    def is_truncated(self) -> bool:
        return self.run is not None and self.run.is_truncated

    @property
    def is_failed(self) -> bool:
        return self.run is not None and self.run.status in (
            RunStatus.FAILED,
            RunStatus.INTERRUPTED,
        )

    @property
    def can_continue(self) -> bool:
        is_end = self.is_last and not self.calls
        return is_end and self.run is not None and self.run.can_continue

    @property
    def can_answer(self) -> bool:
        """May the functions that the reply has called be answered?"""
        return self.is_last and bool(self.calls) and self.message.is_complete

    @property
    def has_half_calls(self) -> bool:
        """Did the reply end before the model had called all that it wanted to?"""
        return bool(self.calls) and not self.is_live and not self.message.is_complete

    @property
    def error(self) -> str:
        """Why the reply failed, in the language of the moment."""
        if self.run is None or not self.run.error_code:
            return ""
        return error_sentence(self.run.error_code, self.run.error_parameters)

    @property
    def parent(self) -> UUID | None:
        return self.message.parent.uuid if self.message.parent else None

    @property
    def version(self) -> str:
        """Changes with everything that a page shows of the message."""
        run = self.run
        parts = (
            run.uuid if run else "",
            run.status if run else "",
            self.edited_at.timestamp() if self.edited_at else "",
            self.sibling_number,
            self.siblings,
            self.is_last,
        )
        return "-".join(str(part) for part in parts)

    @property
    def edited_at(self) -> datetime | None:
        return self.message.edited_at


@dataclass(frozen=True, slots=True)
class Thread:
    """A stretch of the branch that is shown, from top to bottom."""

    messages: Sequence[MessageView]
    has_older: bool = False


def shown_thread(conversation: Conversation) -> Thread:
    """Return the last stretch of the branch that is selected."""
    if conversation.leaf_id is None:
        return Thread([])
    thread = _stretch(conversation, conversation.leaf_id)
    return replace(thread, messages=_with_last(thread.messages))


def older_thread(conversation: Conversation, before: Message) -> Thread:
    """Return the stretch that ends above a message."""
    if before.parent_id is None:
        return Thread([])
    return _stretch(conversation, before.parent_id)


def message_view(conversation: Conversation, message: Message) -> MessageView:
    view = _views(conversation, [message])[0]
    return replace(view, is_last=conversation.leaf_id == message.pk)


def _stretch(conversation: Conversation, leaf: int) -> Thread:
    path = path_to(conversation, leaf, limit=PAGE_MESSAGES + 1)
    has_older = len(path) > PAGE_MESSAGES
    path = path[-PAGE_MESSAGES:]
    rows = Message.objects.select_related("run__credential", "run__user", "parent")
    rows = rows.defer(*_DEFERRED)
    messages = rows.in_bulk(path)
    return Thread(_views(conversation, [messages[pk] for pk in path]), has_older)


def _views(conversation: Conversation, messages: Sequence[Message]) -> list[MessageView]:
    siblings = _siblings(conversation, messages)
    views = []
    for message in messages:
        row = siblings[message.parent_id]
        place = row.index(message.uuid)
        steps, is_whole = message.all_steps, message.is_complete
        calls = tool_calls_of(steps) if steps else ()
        views.append(
            MessageView(
                message,
                siblings=len(row),
                sibling_number=place + 1,
                previous_sibling=row[place - 1] if place else None,
                next_sibling=row[place + 1] if place + 1 < len(row) else None,
                calls=shown_calls(calls, conversation.tools, is_whole=is_whole) if calls else (),
            )
        )
    return views


def _siblings(
    conversation: Conversation, messages: Sequence[Message]
) -> dict[int | None, list[UUID]]:
    """Return the ids of all alternatives, by parent, in the order in which they were made."""
    parents = {message.parent_id for message in messages}
    among = Q(parent__in=parents - {None})
    if None in parents:
        among |= Q(parent__isnull=True)
    rows = conversation.messages.filter(among).order_by("created_at", "id")
    found: dict[int | None, list[UUID]] = defaultdict(list)
    for parent, uuid in rows.values_list("parent_id", "uuid"):
        found[parent].append(uuid)
    return found


def _with_last(views: Sequence[MessageView]) -> list[MessageView]:
    return [*views[:-1], replace(views[-1], is_last=True)]
