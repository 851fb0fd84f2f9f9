"""Reads a V1 chat body: shape, order of roles, parameter ranges, length limits.

Unknown keys are ignored.
"""

from __future__ import annotations

from typing import Any

from playground.sandbox.catalog import ChatModel
from playground.sandbox.errors import V1Error
from playground.sandbox.parameters import (
    V1_RANGES,
    check_ranges,
    read_forced_function,
    read_function_names,
    read_stop,
)
from playground.sandbox.prompts import Prompt, Turn


def read_v1_prompt(body: dict[str, Any], model: ChatModel) -> Prompt:
    """Return the checked prompt.

    Raises: V1Error 336003, 336006, 336007 or 336103
    """
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise V1Error(336003, "messages can not be empty")
    if any(not isinstance(message, dict) for message in messages):
        raise V1Error(336003, "messages must be a list of objects")
    _check_roles(messages)
    turns = tuple(Turn(message["role"], _text(message)) for message in messages)
    fault = check_ranges(body, V1_RANGES)
    if fault:
        raise V1Error(336003, fault)
    system = body.get("system") or ""
    if not isinstance(system, str):
        raise V1Error(336003, "system must be a string")
    prompt = Prompt(
        turns=turns,
        system=system,
        is_stream=body.get("stream") is True,
        is_json_wanted=body.get("response_format") == "json_object",
        max_tokens=body.get("max_output_tokens"),
        stop=read_stop(body),
        temperature=body.get("temperature"),
        functions=read_function_names(body.get("functions")),
        forced_function=read_forced_function(body),
    )
    _check_length(prompt, model)
    return prompt


def _check_roles(messages: list[dict[str, Any]]) -> None:
    if len(messages) % 2 == 0:
        raise V1Error(336006, "the length of messages must be an odd number")
    for index, message in enumerate(messages):
        role = message.get("role")
        if index % 2 and role != "assistant":
            raise V1Error(
                336006,
                "the role of message with odd index in the messages must be assistant",
            )
        if index % 2 == 0 and role not in ("user", "function"):
            raise V1Error(
                336006,
                "the role of message with even index in the messages must be user or function",
            )


def _text(message: dict[str, Any]) -> str:
    content = message.get("content")
    if message["role"] == "assistant" and "function_call" in message:
        call = message["function_call"]
        if not isinstance(call, dict) or not call.get("name"):
            raise V1Error(336003, "function_call's name can't be blank")
        return content if isinstance(content, str) else ""
    if message["role"] == "function" and not message.get("name"):
        raise V1Error(336003, "function message's name can't be blank")
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        content = "\n".join(part for part in parts if isinstance(part, str))
    if not isinstance(content, str) or not content.strip():
        raise V1Error(336003, "message content can not be empty")
    return content


def _check_length(prompt: Prompt, model: ChatModel) -> None:
    if prompt.characters > model.max_characters:
        raise V1Error(336007, f"the max input characters is {model.max_characters}")
    if model.max_tokens is not None and prompt.tokens > model.max_tokens:
        raise V1Error(336103, "Prompt tokens too long")
