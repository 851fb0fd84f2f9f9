"""May a branch take another turn now?"""

from __future__ import annotations

from dataclasses import dataclass

from playground.accounts.models import User
from playground.conversations.branches import Turn
from playground.conversations.models import Conversation
from playground.conversations.refusals import RequestRefused
from playground.runs.models import Run


@dataclass(frozen=True, slots=True)
class LiveReply:
    """Keys of a reply that is being generated, of its user turn, and of what that follows."""

    answer: int
    question: int | None
    before: int | None


def live_replies(user: User, conversation: Conversation) -> list[LiveReply]:
    runs = Run.objects.live().filter(message__conversation=conversation)
    if conversation.team_id is None:
        # Nobody else writes here, and there is an index for it.
        runs = runs.filter(user=user)
    rows = runs.values_list("message__pk", "message__parent_id", "message__parent__parent_id")
    return [LiveReply(*row) for row in rows]


def refuse_if_busy(user: User, conversation: Conversation, parent_pk: int | None) -> None:
    """A branch takes one turn at a time: not below a live reply, and not beside its user turn."""
    if conversation.pk is None:
        return
    for live in live_replies(user, conversation):
        if parent_pk in (live.answer, live.before):
            raise RequestRefused("conversation_busy")


def refuse_if_cleared(turns: list[Turn]) -> None:
    if any(turn.needs_clear_history for turn in turns):
        raise RequestRefused("history_must_be_cleared")
