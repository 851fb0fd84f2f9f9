"""Reads a cell that holds a whole conversation: a JSON list of messages, as datasets have them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from playground.gateway import ChatMessage, Role
from playground.gateway.payloads import clean_json
from playground.tables import Fault

_ROLES: Final[dict[str, Role]] = {"system": "system", "user": "user", "assistant": "assistant"}


@dataclass(frozen=True, slots=True)
class MessageList:
    """What a cell says; `skipped` of its messages come before the first of `messages`."""

    messages: tuple[ChatMessage, ...] = ()
    system: str = ""
    skipped: int = 0
    faults: list[Fault] = field(default_factory=list)


def read_message_list(cell: str, column: str) -> MessageList:
    """Read `[{"role", "content"[, "name"]}, …]`, also as `{"messages": […], "system": "…"}`.

    A first message of the system becomes the system prompt, unless there is one beside the list.
    """
    try:
        value: Any = orjson.loads(cell)
    except orjson.JSONDecodeError as error:
        fault = Fault.at("messages_not_json", column, cell, position=error.pos + 1)
        return MessageList(faults=[fault])
    system: Any = ""
    if isinstance(value, dict):
        value, system = value.get("messages"), value.get("system") or ""
    if not isinstance(value, list) or not isinstance(system, str):
        return MessageList(faults=[Fault.at("messages_not_list", column, cell)])
    faults: list[Fault] = []
    messages = _read_messages(value, column, faults)
    if messages and messages[0].role == "system" and not system.strip():
        return MessageList(messages[1:], messages[0].content, 1, faults)
    return MessageList(messages, system, 0, faults)


def _read_messages(values: list[Any], column: str, faults: list[Fault]) -> tuple[ChatMessage, ...]:
    messages = []
    for number, value in enumerate(values, 1):
        read = _read_message(value)
        if isinstance(read, ChatMessage):
            messages.append(read)
        else:
            shown = orjson.dumps(clean_json(value)).decode()
            faults.append(Fault.at(read, column, shown, number=number))
    return tuple(messages)


def _read_message(value: Any) -> ChatMessage | str:
    """Return the message, or the code of what is wrong with it."""
    if not isinstance(value, dict):
        return "message_not_object"
    role = value.get("role")
    if not isinstance(role, str) or role not in _ROLES:
        return "message_role_unknown"
    content, name = value.get("content"), value.get("name") or ""
    if not isinstance(content, str):
        return "message_content_not_text"
    if not isinstance(name, str):
        return "message_name_not_text"
    return ChatMessage(_ROLES[role], content, name)
