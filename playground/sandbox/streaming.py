"""Writes answers: as events, paced or at full speed, or as one JSON object.

Faults that break an answer in the middle strike here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass

from playground.sandbox.backends import Reply
from playground.sandbox.counters import Counters
from playground.sandbox.faults import Faults
from playground.sandbox.frames import Dialect, Ending
from playground.sandbox.framing import Framing
from playground.sandbox.plain_answers import write_object
from playground.sandbox.responses import ConnectionCut, WatchedResponse, Writer

_MOST_BYTES_A_WRITE = 65_536
_BREAKS = ("cut", "no-end", "broken-frame", "error-frame", "bare-json")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One answer, and how it is to be written."""

    reply: Reply
    dialect: Dialect
    faults: Faults

    def ending(self, deltas: int) -> Ending:
        """Return how the answer ended, known once its batches have ended."""
        return Ending(self.reply.finish_reason, deltas, self.reply.calls)

    @property
    def is_paced(self) -> bool:
        """Tell whether every batch is to be sent as soon as it is there."""
        return self.reply.backend == "local" or self.faults.get("delta") > 0


class EventStream(WatchedResponse):
    """Server-sent events in V1's or V2's framing."""

    def __init__(self, delivery: Delivery, counters: Counters, headers: Mapping[str, str]) -> None:
        super().__init__(counters, headers, "text/event-stream")
        self._delivery = delivery
        self._framing = Framing(delivery.faults)
        self._deltas = 0
        breaks = [delivery.faults.get(name) for name in _BREAKS if name in delivery.faults]
        self._break_after = min(breaks, default=None)

    async def produce(self, writer: Writer) -> None:
        """Write all frames: the first ones, deltas, the last ones and the end mark."""
        delivery = self._delivery
        buffer = _Buffer(writer, is_bytewise="split-utf8" in delivery.faults)
        await asyncio.sleep(delivery.faults.get("latency") / 1000)
        for name, frame in delivery.dialect.openings(delivery.reply.reasoning):
            buffer.add(self._framing.event(frame, name))
        if delivery.is_paced:
            await buffer.flush()
        batches = _paced(delivery.reply.batches, delivery.faults)
        async with contextlib.aclosing(batches):
            async for batch in batches:
                await self._write_deltas(buffer, batch)
                if self._deltas == self._break_after:
                    break
        if self._break_after is not None:
            await self._break(buffer)
        else:
            self._add_endings(buffer)
        await buffer.flush(is_last=True)

    async def _write_deltas(self, buffer: _Buffer, batch: Sequence[str]) -> None:
        if self._break_after is not None:
            batch = batch[: self._break_after - self._deltas]
        dialect = self._delivery.dialect
        for text in batch:
            buffer.add(self._framing.event(dialect.delta(self._deltas, text), dialect.event))
            self._deltas += 1
            if buffer.is_full:
                await buffer.flush()
                # A stream at full speed lets the others have a turn.
                await asyncio.sleep(0)
        if self._delivery.is_paced:
            await buffer.flush()

    def _add_endings(self, buffer: _Buffer) -> None:
        dialect = self._delivery.dialect
        for frame in dialect.endings(self._delivery.ending(self._deltas)):
            buffer.add(self._framing.event(frame, dialect.event))
        if dialect.end_mark:
            times = 2 if "duplicate-done" in self._delivery.faults else 1
            buffer.add(self._framing.mark(dialect.end_mark) * times)

    async def _break(self, buffer: _Buffer) -> None:
        faults, dialect = self._delivery.faults, self._delivery.dialect
        if "cut" in faults:
            await buffer.start()
            await buffer.flush()
            raise ConnectionCut
        if "broken-frame" in faults:
            frame = dialect.delta(self._deltas, "broken")
            buffer.add(self._framing.broken(frame, dialect.event))
            self._add_endings(buffer)
        elif "error-frame" in faults:
            buffer.add(self._framing.event(dialect.failure().body()))
        elif "bare-json" in faults:
            buffer.add(self._framing.bare(dialect.failure().body()))


class WholeAnswer(WatchedResponse):
    """One JSON object, after as long as the stream would have taken."""

    def __init__(self, delivery: Delivery, counters: Counters, headers: Mapping[str, str]) -> None:
        super().__init__(counters, headers, "application/json")
        self._delivery = delivery

    async def produce(self, writer: Writer) -> None:
        """Collect the answer and write it."""
        delivery = self._delivery
        await asyncio.sleep(delivery.faults.get("latency") / 1000)
        pieces: list[str] = []
        batches = _paced(delivery.reply.batches, delivery.faults)
        async with contextlib.aclosing(batches):
            async for batch in batches:
                pieces.extend(batch)
        reasoning = "".join(delivery.reply.reasoning)
        ending = delivery.ending(len(pieces))
        framing = Framing(delivery.faults)
        body = framing.json(delivery.dialect.whole("".join(pieces), reasoning, ending))
        await write_object(writer, body, delivery.faults, delivery.dialect.failure())


class _Buffer:
    """Gathers frames into few large writes, or spreads them over single bytes."""

    def __init__(self, writer: Writer, *, is_bytewise: bool) -> None:
        self._writer = writer
        self._is_bytewise = is_bytewise
        self._parts: list[bytes] = []
        self._size = 0

    @property
    def is_full(self) -> bool:
        return self._size >= _MOST_BYTES_A_WRITE

    async def start(self) -> None:
        await self._writer.start()

    def add(self, part: bytes) -> None:
        self._parts.append(part)
        self._size += len(part)

    async def flush(self, *, is_last: bool = False) -> None:
        body = b"".join(self._parts)
        self._parts.clear()
        self._size = 0
        if self._is_bytewise:
            for position in range(len(body)):
                await self._writer.write(body[position : position + 1])
                # Lets the loop hand this byte to the socket before the next one.
                await asyncio.sleep(0)
            body = b""
        if body or is_last:
            await self._writer.write(body, is_last=is_last)


async def _paced(
    batches: AsyncGenerator[Sequence[str], None], faults: Faults
) -> AsyncGenerator[Sequence[str], None]:
    """Pass batches on, or their pieces one by one at even distances."""
    distance = faults.get("delta") / 1000
    loop = asyncio.get_running_loop()
    due = loop.time()
    try:
        async for batch in batches:
            if not distance:
                yield batch
                continue
            for text in batch:
                # Due times are absolute, so that late wake-ups do not add up.
                if (wait := due - loop.time()) > 0:
                    await asyncio.sleep(wait)
                yield (text,)
                due += distance
    finally:
        await batches.aclose()
