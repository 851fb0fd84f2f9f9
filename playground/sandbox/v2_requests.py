"""Reads a V2 chat body: shape, order of roles, parameter ranges, length limits.

Unknown keys are ignored.
"""

from __future__ import annotations

from typing import Any

from playground.sandbox.catalog import ChatModel
from playground.sandbox.errors import V2Error
from playground.sandbox.parameters import (
    V2_RANGES,
    check_ranges,
    read_forced_function,
    read_function_names,
    read_stop,
)
from playground.sandbox.prompts import Prompt, Turn

_ROLES = ("system", "user", "assistant", "tool")


def read_v2_prompt(body: dict[str, Any], model: ChatModel) -> Prompt:
    """Return the checked prompt.

    Raises: V2Error 400 invalid_messages, invalid_argument, characters_too_long, tokens_too_long
    """
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise _invalid("messages is empty")
    if any(not isinstance(message, dict) for message in messages):
        raise _invalid("messages must be a list of objects")
    system = ""
    if messages[0].get("role") == "system":
        system, messages = _text(messages[0], 0), messages[1:]
    _check_roles(messages, offset=1 if system else 0)
    fault = check_ranges(body, V2_RANGES)
    if fault:
        raise V2Error(400, "invalid_argument", fault)
    response_format = body.get("response_format")
    wanted = response_format.get("type") if isinstance(response_format, dict) else None
    prompt = Prompt(
        turns=tuple(Turn(m["role"], _text(m, i)) for i, m in enumerate(messages)),
        system=system,
        is_stream=body.get("stream") is True,
        is_json_wanted=wanted in ("json_object", "json_schema"),
        max_tokens=body.get("max_completion_tokens") or body.get("max_tokens"),
        stop=read_stop(body),
        temperature=body.get("temperature"),
        functions=read_function_names(_function_parts(body.get("tools"))),
        forced_function=read_forced_function(body),
    )
    _check_length(prompt, model)
    return prompt


def _check_roles(messages: list[dict[str, Any]], offset: int) -> None:
    if not messages:
        raise _invalid("messages needs a user message")
    before = ""
    for index, message in enumerate(messages, offset):
        role = message.get("role")
        if role not in _ROLES or role == "system":
            raise _invalid(f"invalid role in message {index}")
        # Several tool results may follow one another; user and assistant take turns.
        if role == before and role != "tool":
            raise _invalid(f"message {index} repeats the role of the one before")
        before = role
    if messages[0].get("role") != "user":
        raise _invalid("the first message must be from the user")
    if before not in ("user", "tool"):
        raise _invalid("the last message must be from the user or a tool")


def _text(message: dict[str, Any], index: int) -> str:
    content = message.get("content")
    if message.get("role") == "assistant" and message.get("tool_calls"):
        return content if isinstance(content, str) else ""
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        if any(isinstance(part, dict) and "image_url" in part for part in content):
            parts.append("[image]")
        content = "\n".join(part for part in parts if isinstance(part, str))
    if not isinstance(content, str) or not content.strip():
        raise _invalid(f"content of message {index} is empty")
    return content


def _function_parts(tools: object) -> list[object]:
    if not isinstance(tools, list):
        return []
    return [tool.get("function") for tool in tools if isinstance(tool, dict)]


def _check_length(prompt: Prompt, model: ChatModel) -> None:
    if prompt.characters > model.max_characters:
        message = f"the max input characters is {model.max_characters}"
        raise V2Error(400, "characters_too_long", message)
    if model.max_tokens is not None and prompt.tokens > model.max_tokens:
        raise V2Error(400, "tokens_too_long", "Prompt tokens too long")


def _invalid(message: str) -> V2Error:
    return V2Error(400, "invalid_messages", message)
