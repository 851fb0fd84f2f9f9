"""Reads a V1 chat body: shape, order of roles, parameter ranges, length limits.

Unknown keys are ignored.
"""

from __future__ import annotations

from typing import Any

from playground.sandbox.catalog import ChatModel
from playground.sandbox.errors import V1Error
from playground.sandbox.function_requests import UnknownChoiceError, choose, read_functions
from playground.sandbox.messages import ImageUrlError, is_list_of_objects, read_content
from playground.sandbox.parameters import V1_RANGES, check_ranges, read_stop
from playground.sandbox.prompts import Prompt, Turn


def read_v1_prompt(body: dict[str, Any], model: ChatModel) -> Prompt:
    """Return the checked prompt.

    Raises: V1Error 336003, 336006, 336007 or 336103
    """
    turns = read_v1_turns(body.get("messages"))
    check_v1_ranges(body)
    system = body.get("system") or ""
    if not isinstance(system, str):
        raise V1Error(336003, "system must be a string")
    try:
        choice = choose(read_functions(body.get("functions")), body.get("tool_choice"))
    except UnknownChoiceError as exc:
        raise V1Error(336003, str(exc)) from exc
    prompt = Prompt(
        turns=turns,
        system=system,
        is_stream=body.get("stream") is True,
        is_json_wanted=body.get("response_format") == "json_object",
        max_tokens=body.get("max_output_tokens"),
        stop=read_stop(body),
        temperature=body.get("temperature"),
        functions=choice.functions,
        must_call=choice.must_call,
    )
    check_v1_length(prompt, model)
    return prompt


def read_v1_turns(messages: object) -> tuple[Turn, ...]:
    """Return the checked turns of a conversation.

    Raises: V1Error 336003 or 336006
    """
    if not isinstance(messages, list) or not messages:
        raise V1Error(336003, "messages can not be empty")
    if not is_list_of_objects(messages):
        raise V1Error(336003, "messages must be a list of objects")
    _check_roles(messages)
    return tuple(_read_turn(message) for message in messages)


def check_v1_ranges(body: dict[str, Any]) -> None:
    """Check the parameters of `body`.

    Raises: V1Error 336003
    """
    fault = check_ranges(body, V1_RANGES)
    if fault:
        raise V1Error(336003, fault)


def check_v1_length(prompt: Prompt, model: ChatModel) -> None:
    """Check the length of a prompt.

    Raises: V1Error 336007 or 336103
    """
    if prompt.characters > model.max_characters:
        raise V1Error(336007, f"the max input characters is {model.max_characters}")
    if model.max_tokens is not None and prompt.tokens > model.max_tokens:
        raise V1Error(336103, "Prompt tokens too long")


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
        if role == "function" and (index == 0 or "function_call" not in messages[index - 1]):
            raise V1Error(336003, "a function message must follow a function_call")


def _read_turn(message: dict[str, Any]) -> Turn:
    role = message["role"]
    try:
        text = read_content(message.get("content"))
    except ImageUrlError as exc:
        raise V1Error(336003, str(exc)) from exc
    if role == "assistant" and "function_call" in message:
        call = message["function_call"]
        if not isinstance(call, dict) or not call.get("name"):
            raise V1Error(336003, "function_call's name can't be blank")
        return Turn(role, text)
    name = message.get("name")
    if role == "function" and (not isinstance(name, str) or not name):
        raise V1Error(336003, "function message's name can't be blank")
    if not text.strip():
        raise V1Error(336003, "message content can not be empty")
    return Turn(role, text, name if isinstance(name, str) else "")
