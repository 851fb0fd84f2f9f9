"""Reads the body of a V1 service that takes one prompt instead of a conversation."""

from __future__ import annotations

from typing import Any

from playground.sandbox.errors import V1Error
from playground.sandbox.parameters import V1_RANGES, check_ranges, read_stop
from playground.sandbox.prompts import Prompt, Task, Turn


def read_prompt(body: dict[str, Any], *, max_characters: int, task: Task) -> Prompt:
    """Return the checked prompt.

    Raises: V1Error 336003 or 336007
    """
    text = body.get("prompt")
    if not isinstance(text, str) or not text.strip():
        raise V1Error(336003, "prompt can not be empty")
    if len(text) > max_characters:
        raise V1Error(336007, f"the max input characters is {max_characters}")
    fault = check_ranges(body, V1_RANGES)
    if fault:
        raise V1Error(336003, fault)
    return Prompt(
        turns=(Turn("user", text),),
        task=task,
        is_stream=body.get("stream") is True,
        max_tokens=body.get("max_output_tokens"),
        stop=read_stop(body),
        temperature=body.get("temperature"),
    )
