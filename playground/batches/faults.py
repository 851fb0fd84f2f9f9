"""What can be wrong with a file or a row, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.runs.error_messages import error_sentence

FAULT_MESSAGES: dict[str, Any] = {}


def fault_sentence(code: str, parameters: Mapping[str, Any]) -> str:
    """Say what is wrong and what to do."""
    if code in FAULT_MESSAGES:
        return str(FAULT_MESSAGES[code]) % parameters
    return error_sentence(code, parameters)
