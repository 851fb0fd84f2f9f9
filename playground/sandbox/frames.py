"""What the JSON objects of an answer share in all dialects. Their bytes are made in framing.py."""

from __future__ import annotations

import secrets
import string
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from playground.sandbox.backends import FinishReason, FunctionCall
from playground.sandbox.errors import ApiError
from playground.sandbox.faults import Faults
from playground.sandbox.prompts import estimate_tokens

_ID_ALPHABET = string.ascii_lowercase + string.digits

# The name of an event, mostly none, and its JSON object.
Frame: TypeAlias = tuple[str, dict[str, Any]]


def make_id() -> str:
    """Return an answer's id, `as-` and ten characters."""
    return "as-" + "".join(secrets.choice(_ID_ALPHABET) for _ in range(10))


@dataclass(frozen=True, slots=True)
class Ending:
    """How an answer ended."""

    finish_reason: FinishReason
    deltas: int
    calls: tuple[FunctionCall, ...] = ()

    @property
    def completion_tokens(self) -> int:
        """Return one token for each delta, and the estimate for what calls hold."""
        return self.deltas + sum(estimate_tokens(f"{c.name} {c.arguments}") for c in self.calls)


@dataclass(frozen=True, slots=True)
class Answer:
    """What all frames of one answer share."""

    model: str
    prompt_tokens: int
    faults: Faults
    has_finish_reason: bool = True
    includes_usage: bool = True
    id: str = field(default_factory=make_id)
    created: int = field(default_factory=lambda: int(time.time()))

    def usage(self, completion_tokens: int) -> dict[str, Any]:
        """Return the usage so far; one delta counts as one token."""
        if "negative-usage" in self.faults:
            return {"prompt_tokens": -1, "completion_tokens": -1, "total_tokens": -1}
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": completion_tokens,
            "total_tokens": self.prompt_tokens + completion_tokens,
        }


class Dialect(Protocol):
    """Shapes one answer; every service has its own.

    `end_mark` is the word after the last frame, `event` the name of the events that carry text.
    """

    end_mark: str
    event: str

    def openings(self, reasoning: Sequence[str]) -> Sequence[Frame]:
        """Return what comes before the text."""
        ...

    def delta(self, index: int, text: str) -> dict[str, Any]:
        """Return the frame of the `index`-th delta."""
        ...

    def endings(self, ending: Ending) -> list[dict[str, Any]]:
        """Return the last frames."""
        ...

    def whole(self, text: str, reasoning: str, ending: Ending) -> dict[str, Any]:
        """Return the answer to a request that asked for no stream."""
        ...

    def failure(self) -> ApiError:
        """Return the error that breaks a stream in the middle."""
        ...
