"""What a back end is: it turns a prompt into batches of text pieces, one piece a delta."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from playground.sandbox.prompts import Prompt

# V1's words; V2's differ only for `normal` and `function_call`.
FinishReason = Literal["normal", "stop", "length", "content_filter", "function_call"]


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A function to be called by the client; `arguments` is JSON text."""

    name: str
    arguments: str
    thoughts: str


@dataclass(slots=True)
class Reply:
    """An answer on its way. `finish_reason` holds once `batches` has ended.

    A batch is what is ready at the same moment: all pieces of a scripted text, one of a model's.
    """

    backend: Literal["local", "scripted"]
    batches: AsyncGenerator[Sequence[str], None]
    finish_reason: FinishReason = "normal"
    reasoning: Sequence[str] = ()
    calls: tuple[FunctionCall, ...] = ()


class Backend(Protocol):
    """Two exist: a scripted one and a local model."""

    def reply(self, prompt: Prompt) -> Reply:
        """Start an answer; closing its batches stops the work."""
        ...
