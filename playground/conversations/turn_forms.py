"""From the form of another page to a conversation that begins with given turns.

Every fault is a `FrameRefused`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from playground.accounts.frames import MAX_CHARACTERS
from playground.conversations.completion_settings import ChosenSettings
from playground.conversations.frame_reading import (
    MAX_TEXT_CHARACTERS,
    read_settings_form,
    read_text,
)
from playground.conversations.models import MessageRole
from playground.conversations.refusals import RequestRefused
from playground.gateway import ChatMessage, MessageOrderError

MAX_TURNS: Final = 500
_SETTINGS = ("credential", "provider", "model", "endpoint", "system", "parameters")
_FIELDS = frozenset({*_SETTINGS, "turns", "prompt", "csrfmiddlewaretoken"})


@dataclass(frozen=True, slots=True)
class GivenConversation:
    """Turns that begin with the user's and end with a reply, and what may be asked next."""

    turns: tuple[ChatMessage, ...]
    draft: str
    settings: ChosenSettings


def read_conversation_form(form: Mapping[str, str]) -> GivenConversation:
    """Read `turns` (a JSON list of role and content), `prompt` (a draft), and the settings.

    A user turn at the end, which has no reply, becomes the draft.
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
    if turns and turns[-1].role == "user":
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
    return [_read_turn(position, value) for position, value in enumerate(values)]


def _read_turn(position: int, value: object) -> ChatMessage:
    if not isinstance(value, dict) or value.keys() != {"role", "content"}:
        raise RequestRefused("malformed_frame", field="turns")
    if value["role"] not in MessageRole.values:
        raise RequestRefused("malformed_frame", field="turns")
    content = read_text(value, "content", limit=MAX_TEXT_CHARACTERS)
    if position % 2:
        if value["role"] != MessageRole.ASSISTANT:
            raise _order_fault("message_expected_assistant", position)
        # A model may have answered nothing.
        return ChatMessage("assistant", content)
    if value["role"] != MessageRole.USER:
        raise _order_fault("message_expected_user", position)
    if not content.strip():
        raise _order_fault("message_content_blank", position)
    return ChatMessage("user", content)


def _order_fault(code: str, position: int) -> RequestRefused:
    return RequestRefused.from_gateway(MessageOrderError(code, position=position))
