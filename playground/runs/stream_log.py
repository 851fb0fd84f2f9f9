"""The stream log of a run: what it wrote so far, for everybody who watches, from any offset.

One interface, two implementations: memory_log.py for one server process, redis_log.py for many.
Offsets and lengths count Unicode code points, in each of its texts apart.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class TextKind(StrEnum):
    OUTPUT = "output"
    REASONING = "reasoning"
    # What the run did beside writing, as lines of JSON, see steps.py.
    STEPS = "steps"


@dataclass(frozen=True, slots=True)
class End:
    """How a run ended; `length` and `sha256` (of UTF-8) are those of the whole output."""

    status: str
    length: int
    sha256: str
    finish_reason: str = ""
    needs_clear_history: bool = False
    error_code: str = ""
    error_parameters: dict[str, str | int | float] = field(default_factory=dict)
    is_retryable: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What a follower lacks: texts with the offset at which they start, then maybe the end."""

    output: str
    output_offset: int
    reasoning: str
    reasoning_offset: int
    end: End | None
    steps: str = ""
    steps_offset: int = 0


class GrowingText:
    """A text that only grows, and gives its tail from any offset."""

    __slots__ = ("_parts", "_starts", "length")

    def __init__(self, text: str = "") -> None:
        self._parts: list[str] = []
        self._starts: list[int] = []
        self.length = 0
        self.append(text)

    def __str__(self) -> str:
        return "".join(self._parts)

    def append(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._starts.append(self.length)
            self.length += len(text)

    def since(self, offset: int) -> str:
        if offset >= self.length:
            return ""
        first = bisect_right(self._starts, offset) - 1
        head = self._parts[first][offset - self._starts[first] :]
        return "".join((head, *self._parts[first + 1 :]))


class LiveText:
    """The texts of one run in this process, and the followers that wait for more."""

    def __init__(self, run: UUID, output: str = "", reasoning: str = "") -> None:
        self.run = run
        self.texts = {
            TextKind.OUTPUT: GrowingText(output),
            TextKind.REASONING: GrowingText(reasoning),
            TextKind.STEPS: GrowingText(),
        }
        self.end: End | None = None
        self._waiters: list[asyncio.Future[None]] = []

    @property
    def output(self) -> GrowingText:
        return self.texts[TextKind.OUTPUT]

    @property
    def reasoning(self) -> GrowingText:
        return self.texts[TextKind.REASONING]

    @property
    def steps(self) -> GrowingText:
        return self.texts[TextKind.STEPS]

    def append(self, kind: TextKind, text: str) -> None:
        self.texts[kind].append(text)
        if self._waiters:
            self._wake()

    def finish(self, end: End) -> None:
        self.end = end
        self._wake()

    async def changed(self) -> None:
        """Wait for the next delta or the end."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        await waiter

    def _wake(self) -> None:
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)


class Follower:
    """A position in a live text.

    What was appended while nobody read comes as one batch: the deltas of one network read, and
    those that arrived while the socket drained.
    """

    def __init__(
        self,
        text: LiveText,
        *,
        offset: int,
        reasoning_offset: int,
        steps_offset: int = 0,
        on_close: Callable[[], None] | None = None,
    ) -> None:
        self._text = text
        self._offset = offset
        self._reasoning_offset = reasoning_offset
        self._steps_offset = steps_offset
        self._on_close = on_close

    async def read(self) -> Batch:
        """Wait for text behind the position or for the end; after the end, call no more."""
        text = self._text
        while True:
            if (
                text.output.length > self._offset
                or text.reasoning.length > self._reasoning_offset
                or text.steps.length > self._steps_offset
                or text.end is not None
            ):
                return self._take()
            await text.changed()

    def close(self) -> None:
        if self._on_close is not None:
            self._on_close()
            self._on_close = None

    def _take(self) -> Batch:
        text = self._text
        batch = Batch(
            output=text.output.since(self._offset),
            output_offset=self._offset,
            reasoning=text.reasoning.since(self._reasoning_offset),
            reasoning_offset=self._reasoning_offset,
            end=text.end,
            steps=text.steps.since(self._steps_offset),
            steps_offset=self._steps_offset,
        )
        # A follower may be ahead of a replica that is still being filled.
        self._offset = max(self._offset, text.output.length)
        self._reasoning_offset = max(self._reasoning_offset, text.reasoning.length)
        self._steps_offset = max(self._steps_offset, text.steps.length)
        return batch


class StreamLog(Protocol):
    def open(self, run: UUID, *, output: str = "", reasoning: str = "") -> LiveText:
        """Begin the log of a run that this process generates; the caller appends to the result."""

    def follow(
        self, run: UUID, *, offset: int, reasoning_offset: int, steps_offset: int = 0
    ) -> Follower | None:
        """Follow a run from these offsets; None if the log cannot know it (see the database)."""

    async def request_stop(self, run: UUID) -> None:
        """Ask the process that generates the run to stop, whichever it is."""

    async def close(self) -> None:
        """Write out what is pending and let go of connections."""


StopRun = Callable[[UUID], bool]
