"""Reads a V2 chat body: shape, order of roles, parameter ranges, length limits.

Unknown keys are ignored.
"""

from __future__ import annotations

from typing import Any

from playground.sandbox.catalog import ChatModel
from playground.sandbox.errors import V2Error
from playground.sandbox.function_requests import UnknownChoiceError, choose, read_tools
from playground.sandbox.messages import (
    ImageUrlError,
    call_names,
    is_list_of_objects,
    read_content,
)
from playground.sandbox.parameters import V2_RANGES, check_ranges, read_stop
from playground.sandbox.prompts import Prompt, Turn

_ROLES = ("user", "assistant", "tool")


def read_v2_prompt(body: dict[str, Any], model: ChatModel) -> Prompt:
    """Return the checked prompt.

    Raises: V2Error 400 invalid_messages, invalid_image_url, invalid_argument,
    characters_too_long, tokens_too_long
    """
    system, turns = _read_turns(body.get("messages"))
    fault = check_ranges(body, V2_RANGES)
    if fault:
        raise V2Error(400, "invalid_argument", fault)
    try:
        choice = choose(read_tools(body.get("tools")), body.get("tool_choice"))
    except UnknownChoiceError as exc:
        raise V2Error(400, "invalid_argument", str(exc)) from exc
    response_format = body.get("response_format")
    wanted = response_format.get("type") if isinstance(response_format, dict) else None
    prompt = Prompt(
        turns=turns,
        system=system,
        is_stream=body.get("stream") is True,
        is_json_wanted=wanted in ("json_object", "json_schema"),
        max_tokens=body.get("max_completion_tokens") or body.get("max_tokens"),
        stop=read_stop(body),
        temperature=body.get("temperature"),
        functions=choice.functions,
        must_call=choice.must_call,
        calls_in_parallel=body.get("parallel_tool_calls") is not False,
    )
    _check_length(prompt, model)
    return prompt


def _read_turns(messages: object) -> tuple[str, tuple[Turn, ...]]:
    """Return the system text and the other turns."""
    if not isinstance(messages, list) or not messages:
        raise _invalid("messages is empty")
    if not is_list_of_objects(messages):
        raise _invalid("messages must be a list of objects")
    system = ""
    if messages[0].get("role") == "system":
        system, messages = _read_text(messages[0], 0), messages[1:]
    offset = 1 if system else 0
    _check_roles(messages, offset)
    names: dict[str, str] = {}
    turns = []
    for index, message in enumerate(messages, offset):
        if message["role"] == "assistant":
            names = _read_calls(message, index)
        turns.append(_read_turn(message, index, names))
    return system, tuple(turns)


def _check_roles(messages: list[dict[str, Any]], offset: int) -> None:
    if not messages:
        raise _invalid("messages needs a user message")
    before = ""
    for index, message in enumerate(messages, offset):
        role = message.get("role")
        if not isinstance(role, str) or role not in _ROLES:
            raise _invalid(f"invalid role in message {index}")
        # Several tool results may follow one another; user and assistant take turns.
        if role == before and role != "tool":
            raise _invalid(f"message {index} repeats the role of the one before")
        before = role
    if messages[0].get("role") != "user":
        raise _invalid("the first message must be from the user")
    if before not in ("user", "tool"):
        raise _invalid("the last message must be from the user or a tool")


def _read_calls(message: dict[str, Any], index: int) -> dict[str, str]:
    if not message.get("tool_calls"):
        return {}
    names = call_names(message["tool_calls"])
    if names is None:
        raise _invalid(f"every tool call of message {index} needs an id and a function's name")
    return names


def _read_turn(message: dict[str, Any], index: int, names: dict[str, str]) -> Turn:
    role = message["role"]
    if role == "tool":
        call_id = message.get("tool_call_id")
        if not isinstance(call_id, str) or call_id not in names:
            raise _invalid(f"tool_call_id of message {index} belongs to no call before it")
        return Turn(role, _read_text(message, index), names[call_id])
    if role == "assistant" and names:
        return Turn(role, _read_text(message, index, may_be_empty=True))
    return Turn(role, _read_text(message, index))


def _read_text(message: dict[str, Any], index: int, *, may_be_empty: bool = False) -> str:
    try:
        text = read_content(message.get("content"))
    except ImageUrlError as exc:
        raise V2Error(400, "invalid_image_url", str(exc)) from exc
    if not text.strip() and not may_be_empty:
        raise _invalid(f"content of message {index} is empty")
    return text


def _check_length(prompt: Prompt, model: ChatModel) -> None:
    if prompt.characters > model.max_characters:
        message = f"the max input characters is {model.max_characters}"
        raise V2Error(400, "characters_too_long", message)
    if model.max_tokens is not None and prompt.tokens > model.max_tokens:
        raise V2Error(400, "tokens_too_long", "Prompt tokens too long")


def _invalid(message: str) -> V2Error:
    return V2Error(400, "invalid_messages", message)
