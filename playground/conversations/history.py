"""What of a branch a model is told: whole exchanges, so that user and assistant alternate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from playground.conversations.branches import Turn
from playground.conversations.models import MessageRole
from playground.gateway import ChatMessage, ToolCall

_HAN = re.compile(r"[\u3400-\u9fff]")


def answered_exchanges(turns: Sequence[Turn]) -> list[ChatMessage]:
    """Return the user turns that have an answer, each with all that led to it.

    A turn whose reply failed without text, or was deleted, is left out with its reply: V1 refuses
    two user turns in a row as well as blank ones.
    """
    messages: list[ChatMessage] = []
    for exchange in _exchanges(turns):
        told = _told(exchange)
        if told and told[-1].role == "assistant" and exchange[0].text.strip():
            messages.extend(told)
    return messages


def messages_for_prompt(turns: Sequence[Turn], prompt: str) -> tuple[ChatMessage, ...]:
    """Build the messages that ask `prompt` after these turns."""
    return (*answered_exchanges(turns), ChatMessage("user", prompt))


def messages_to_answer(turns: Sequence[Turn]) -> tuple[ChatMessage, ...]:
    """Build the messages that ask to answer the last turn: a person's, or a function's result."""
    *before, last = _exchanges(turns)
    earlier = [turn for exchange in before for turn in exchange]
    return (*answered_exchanges(earlier), *_told(last))


def messages_to_continue(turns: Sequence[Turn]) -> tuple[ChatMessage, ...]:
    """Build the messages that ask to go on with the last of these turns, which is a reply."""
    reply = turns[-1].text
    if not reply.strip():
        return messages_to_answer(turns[:-1])
    request = "继续" if _HAN.search(reply) else "Continue exactly where you stopped."
    return (*answered_exchanges(turns), ChatMessage("user", request))


def _exchanges(turns: Sequence[Turn]) -> list[list[Turn]]:
    """Split a branch: each part begins with a user turn."""
    exchanges: list[list[Turn]] = []
    for turn in turns:
        if turn.role == MessageRole.USER:
            exchanges.append([turn])
        elif exchanges:
            exchanges[-1].append(turn)
    return exchanges


def _told(exchange: Sequence[Turn]) -> list[ChatMessage]:
    """Tell an exchange: the question, calls that have all their results, and the answer."""
    question, *rest = exchange
    messages = [ChatMessage("user", question.text)]
    for place, turn in enumerate(rest):
        if turn.role != MessageRole.ASSISTANT:
            continue
        results = list(_results(rest[place + 1 :]))
        calls = _with_ids(turn) if len(results) == len(turn.tool_calls) else ()
        if calls:
            messages.append(ChatMessage("assistant", turn.text, tool_calls=calls))
            messages += [
                ChatMessage("tool", result.text, name=call.name, tool_call_id=call.id)
                for call, result in zip(calls, results, strict=True)
            ]
        elif turn.text.strip():
            messages.append(ChatMessage("assistant", turn.text))
    return messages


def _results(turns: Sequence[Turn]) -> Iterator[Turn]:
    for turn in turns:
        if turn.role != MessageRole.TOOL:
            return
        yield turn


def _with_ids(reply: Turn) -> tuple[ToolCall, ...]:
    """Return the calls, each with an id of its own: some providers give none, or one for all."""
    calls = reply.tool_calls
    ids = {call.id for call in calls if call.id}
    if len(ids) == len(calls):
        return calls
    return tuple(
        ToolCall(call.name, call.arguments, f"call_{reply.pk}_{number}")
        for number, call in enumerate(calls)
    )
