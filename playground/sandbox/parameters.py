"""Chat parameters: the ranges that the platform refuses to leave, and a few that need reading."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_MOST_STOP_WORDS = 4
_LONGEST_STOP_WORD = 20


@dataclass(frozen=True, slots=True)
class Range:
    """The values a number may take; the maximum belongs to them."""

    minimum: float
    maximum: float
    is_minimum_allowed: bool = True
    is_integer: bool = False

    def describe(self) -> str:
        """Return the interval in mathematical notation."""
        bracket = "[" if self.is_minimum_allowed else "("
        return f"{bracket}{self.minimum:.10g}, {self.maximum:.10g}]"

    def allows(self, value: object) -> bool:
        """Tell whether `value` is a number in the range."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if self.is_integer and not isinstance(value, int):
            return False
        if not math.isfinite(value) or value > self.maximum or value < self.minimum:
            return False
        return self.is_minimum_allowed or value > self.minimum


_PENALTY = Range(-2, 2)

V1_RANGES: Mapping[str, Range] = {
    "temperature": Range(0, 1, is_minimum_allowed=False),
    "top_p": Range(0, 1),
    "top_k": Range(1, math.inf, is_integer=True),
    "penalty_score": Range(1, 2),
    "frequency_penalty": _PENALTY,
    "presence_penalty": _PENALTY,
    "max_output_tokens": Range(2, 4096, is_integer=True),
    "min_output_tokens": Range(2, 4096, is_integer=True),
}

V2_RANGES: Mapping[str, Range] = {
    "temperature": Range(0, 2),
    "top_p": Range(0, 1),
    "penalty_score": Range(1, 2),
    "frequency_penalty": _PENALTY,
    "presence_penalty": _PENALTY,
    "max_tokens": Range(1, 65_536, is_integer=True),
    "max_completion_tokens": Range(1, 65_536, is_integer=True),
}


def check_ranges(body: Mapping[str, Any], ranges: Mapping[str, Range]) -> str:
    """Return a sentence on the first parameter at fault, or an empty string."""
    for name, allowed in ranges.items():
        value = body.get(name)
        if value is not None and not allowed.allows(value):
            return f"{name} must be in {allowed.describe()}"
    stop = body.get("stop")
    if stop is None or isinstance(stop, str):
        return ""
    if not isinstance(stop, list) or any(not isinstance(word, str) for word in stop):
        return "stop must be a list of strings"
    if len(stop) > _MOST_STOP_WORDS or any(len(word) > _LONGEST_STOP_WORD for word in stop):
        return f"stop takes {_MOST_STOP_WORDS} strings of {_LONGEST_STOP_WORD} characters at most"
    return ""


def read_stop(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the stop words of a checked body."""
    stop = body.get("stop") or ()
    return (stop,) if isinstance(stop, str) else tuple(stop)
