"""From the form of another page to a conversation that begins with given turns.

Every fault is a `FrameRefused`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from playground.accounts.frames import MAX_CHARACTERS
from playground.conversations.completion_settings import ChosenSettings
from playground.conversations.frame_reading import (
    MAX_NAME_CHARACTERS,
    MAX_TEXT_CHARACTERS,
    read_settings_form,
    read_text,
)
from playground.conversations.refusals import RequestRefused
from playground.gateway import ChatMessage, MessageOrderError, Role, ToolCall

MAX_TURNS: Final = 500
MAX_CALLS: Final = 100
_KEYS: Final[Mapping[Role, tuple[str, ...]]] = {
    "user": (),
    "assistant": ("tool_calls",),
    "tool": ("name",),
}
_SETTINGS = ("credential", "provider", "model", "endpoint", "system", "parameters", "tools")
_FIELDS = frozenset({*_SETTINGS, "turns", "prompt", "csrfmiddlewaretoken"})


@dataclass(frozen=True, slots=True)
class GivenConversation:
    """Turns that begin with the user's and end with a reply, and what may be asked next."""

    turns: tuple[ChatMessage, ...]
    draft: str
    settings: ChosenSettings


def read_conversation_form(form: Mapping[str, str]) -> GivenConversation:
    """Read `turns` (a JSON list), `prompt` (a draft), and the settings.

    A turn has a role and content; an assistant's may have `tool_calls`, each with a name and
    arguments, and their results follow as turns of a tool, in the same order. A user turn at the
    end, which has no reply, becomes the draft.
    """
    if unknown := sorted(form.keys() - _FIELDS):
        raise RequestRefused("malformed_frame", field=unknown[0][:100])
    # Browsers send every line end of a field as two characters.
    fields = {name: value.replace("\r\n", "\n") for name, value in form.items()}
    draft = read_text(fields, "prompt", limit=MAX_TEXT_CHARACTERS, default="")
    turns = _read_turns(fields.get("turns") or "[]")
    if turns and turns[-1].role == "user" and not draft.strip():
        *turns, last = turns
        draft = last.content
    if turns and turns[-1].role != "assistant":
        raise _order_fault("message_expected_assistant", len(turns))
    if not turns and not draft.strip():
        raise RequestRefused("message_blank", field="turns")
    settings = {name: fields[name] for name in _SETTINGS if name in fields}
    chosen = read_settings_form({**settings, "is_streaming": "true"})
    return GivenConversation(tuple(turns), draft, chosen)


def _read_turns(text: str) -> list[ChatMessage]:
    if len(text) > MAX_CHARACTERS:
        raise RequestRefused("text_too_long", field="turns")
    try:
        # Half a surrogate pair is no JSON to this parser.
        values = orjson.loads(text)
    except ValueError as exc:
        raise RequestRefused("malformed_frame", field="turns") from exc
    if not isinstance(values, list):
        raise RequestRefused("malformed_frame", field="turns")
    if len(values) > MAX_TURNS:
        raise RequestRefused("text_too_long", field="turns")
    turns = [_read_turn(value) for value in values]
    _check_order(turns)
    return turns


def _read_turn(value: object) -> ChatMessage:
    if not isinstance(value, dict):
        raise RequestRefused("malformed_frame", field="turns")
    role = next((each for each in _KEYS if each == value.get("role")), None)
    if role is None or not {"role", "content"} <= value.keys() <= {"role", "content", *_KEYS[role]}:
        raise RequestRefused("malformed_frame", field="turns")
    content = read_text(value, "content", limit=MAX_TEXT_CHARACTERS)
    name = read_text(value, "name", limit=MAX_NAME_CHARACTERS, default="")
    return ChatMessage(role, content, name=name, tool_calls=_read_calls(value))


def _read_calls(turn: Mapping[str, object]) -> tuple[ToolCall, ...]:
    calls = turn.get("tool_calls", [])
    if not isinstance(calls, list) or len(calls) > MAX_CALLS:
        raise RequestRefused("malformed_frame", field="turns")
    for call in calls:
        if not isinstance(call, dict) or not {"name", "arguments"} == call.keys():
            raise RequestRefused("malformed_frame", field="turns")
    return tuple(
        ToolCall(
            read_text(call, "name", limit=MAX_NAME_CHARACTERS),
            read_text(call, "arguments", limit=MAX_TEXT_CHARACTERS),
        )
        for call in calls
    )


def _check_order(turns: Sequence[ChatMessage]) -> None:
    """Check that replies follow questions, and results the calls of a reply: all, or none."""
    before, awaited = "assistant", 0
    for position, turn in enumerate(turns):
        if turn.role == "tool" and awaited:
            awaited -= 1
        elif before == "tool" and awaited:
            raise RequestRefused("results_incomplete", field="turns")
        elif before in ("user", "tool") and turn.role != "assistant":
            raise _order_fault("message_expected_assistant", position)
        elif before == "assistant" and turn.role != "user":
            raise _order_fault("message_expected_user", position)
        else:
            awaited = len(turn.tool_calls)
        # Only a model may have said nothing.
        if turn.role != "assistant" and not turn.content.strip():
            raise _order_fault("message_content_blank", position)
        before = turn.role


def _order_fault(code: str, position: int) -> RequestRefused:
    return RequestRefused.from_gateway(MessageOrderError(code, position=position))
