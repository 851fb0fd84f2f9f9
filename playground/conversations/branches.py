"""Paths through the tree of messages, each read with one query however long it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from playground.conversations.models import Conversation, Message
from playground.gateway import ToolCall
from playground.runs.steps import tool_calls_of

# Both SQLite and PostgreSQL read this.
_BRANCH = """
    WITH RECURSIVE branch (id, parent_id, depth) AS (
        SELECT id, parent_id, 0 FROM conversations_message
        WHERE {start} AND conversation_id = %s
        UNION ALL
        SELECT above.id, above.parent_id, branch.depth + 1
        FROM conversations_message above JOIN branch ON above.id = branch.parent_id
        {limit}
    )
"""
_TURNS = """
    SELECT message.id, message.role, COALESCE(message.content, run.output),
           run.status, run.needs_clear_history, COALESCE(run.steps, message.steps)
    FROM branch JOIN conversations_message message ON message.id = branch.id
    LEFT JOIN runs_run run ON run.id = message.run_id
    ORDER BY branch.depth DESC
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """As much of a message as a request to a model needs."""

    pk: int
    role: str
    text: str
    run_status: str
    needs_clear_history: bool
    steps: str = ""

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        """What a reply called, whether or not it has been answered."""
        return tool_calls_of(self.steps)


def turns_to(conversation: Conversation, message: UUID) -> list[Turn]:
    """Return the turns from the root down to `message`; none if it is not in the conversation."""
    uuid = Message._meta.get_field("uuid").get_db_prep_value(message, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            _BRANCH.format(start="uuid = %s", limit="") + _TURNS, [uuid, conversation.pk]
        )
        return [
            Turn(pk, role, text, status or "", bool(needs_clear_history), steps)
            for pk, role, text, status, needs_clear_history, steps in cursor.fetchall()
        ]


def path_to(conversation: Conversation, message_pk: int, *, limit: int) -> list[int]:
    """Return the keys of the last `limit` messages down to this one, the uppermost first."""
    with connection.cursor() as cursor:
        cursor.execute(
            _BRANCH.format(start="id = %s", limit="WHERE branch.depth < %s")
            + "SELECT id FROM branch ORDER BY depth DESC",
            [message_pk, conversation.pk, limit - 1],
        )
        return [pk for (pk,) in cursor.fetchall()]


class Tree:
    """All messages of a conversation as numbers: who is whose child, in the order of making."""

    def __init__(self, conversation: Conversation) -> None:
        rows = conversation.messages.order_by("created_at", "id").values_list("pk", "parent_id")
        self.parents = dict(rows)
        self.children: dict[int | None, list[int]] = defaultdict(list)
        for pk, parent in self.parents.items():
            self.children[parent].append(pk)

    def newest_leaf(self, pk: int | None) -> int | None:
        """Follow the newest child from here down; from None, start at the newest root."""
        while below := self.children.get(pk):
            pk = below[-1]
        return pk

    def with_descendants(self, pk: int, *, but: Collection[int] = ()) -> list[int]:
        """Return a message and all below it; not those of `but`, and what is below them."""
        found = [pk]
        for each in found:
            found.extend(child for child in self.children.get(each, ()) if child not in but)
        return found
