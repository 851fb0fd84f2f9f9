"""May a branch take another turn now?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from playground.accounts.models import User
from playground.conversations.branches import Turn
from playground.conversations.completion_settings import CompletionSettings
from playground.conversations.models import Conversation, Message, MessageRole
from playground.conversations.refusals import RequestRefused
from playground.runs.models import Run

# How often a model may call functions before it answers a question.
MAX_ROUNDS: Final = 25


@dataclass(frozen=True, slots=True)
class LiveReply:
    """Keys of a reply that is being generated, of the turn it answers, and of what that follows.

    Of results of functions, it is what the first of them follows: the reply that called.
    """

    answer: int
    question: int | None
    before: int | None


def live_replies(user: User, conversation: Conversation) -> list[LiveReply]:
    runs = Run.objects.live().filter(message__conversation=conversation)
    if conversation.team_id is None:
        # Nobody else writes here, and there is an index for it.
        runs = runs.filter(user=user)
    rows = runs.values_list("message__pk", "message__parent_id", "message__parent__parent_id")
    return [
        LiveReply(answer, question, _above_results(question, before))
        for answer, question, before in rows
    ]


def _above_results(question: int | None, before: int | None) -> int | None:
    messages = Message.objects.filter(role=MessageRole.TOOL).values_list("parent_id", flat=True)
    while question is not None and (above := messages.filter(pk=question).first()) is not None:
        question, before = above, above
    return before


def refuse_if_busy(user: User, conversation: Conversation, parent_pk: int | None) -> None:
    """A branch takes one turn at a time: not below a live reply, and not beside its user turn."""
    if conversation.pk is None:
        return
    for live in live_replies(user, conversation):
        if parent_pk in (live.answer, live.before):
            raise RequestRefused("conversation_busy")


def refuse_if_unanswered(turns: list[Turn]) -> None:
    """Results are answered together: of the last of them, not of one in between."""
    results = list(takewhile(lambda turn: turn.role == MessageRole.TOOL, reversed(turns)))
    if results and len(results) != len(turns[-len(results) - 1].tool_calls):
        raise RequestRefused("results_incomplete", field="message")


def refuse_if_endless(turns: list[Turn], settings: CompletionSettings) -> None:
    """A question is not answered with calls forever; without functions the next reply is words."""
    if not settings.tools.strip() or settings.tool_choice == "none":
        return
    since = takewhile(lambda turn: turn.role != MessageRole.USER, reversed(turns))
    if sum(1 for turn in since if turn.tool_calls) > MAX_ROUNDS:
        parameters: dict[str, str | int | float] = {"limit": MAX_ROUNDS}
        raise RequestRefused("calls_endless", field="tool_choice", parameters=parameters)


def refuse_if_cleared(turns: list[Turn]) -> None:
    if any(turn.needs_clear_history for turn in turns):
        raise RequestRefused("history_must_be_cleared")
