"""What daphne leaves open between an application and a socket: slow readers, and broken answers.

Daphne takes whatever an application sends at once, so that the whole of a long download would wait
in memory for a slow reader; and it ends an answer that broke in the middle like a whole one.
"""

from __future__ import annotations

import asyncio
from typing import Any

# A request of Twisted, whose classes have interfaces that mypy reads only with a plug-in.
Request = Any


class ReaderGate:
    """Open while the reader keeps up; a push producer of Twisted, which says when that is."""

    def __init__(self) -> None:
        self._is_open = asyncio.Event()
        self._is_open.set()

    def pauseProducing(self) -> None:
        self._is_open.clear()

    def resumeProducing(self) -> None:
        self._is_open.set()

    def stopProducing(self) -> None:
        # The reader is gone. The application hears of that in another way.
        self._is_open.set()

    async def passed(self) -> None:
        """Wait until the reader has taken most of what was sent."""
        await self._is_open.wait()


def gate_of(request: Request) -> ReaderGate | None:
    """Return the gate of an answer that is sent in pieces; None once its connection is lost."""
    if request.channel is None:
        return None
    if request.producer is None:
        request.registerProducer(ReaderGate(), True)
    gate: ReaderGate = request.producer
    return gate


def remove_gate(request: Request) -> None:
    """Before the last piece: Twisted takes no answer for finished that has a producer."""
    if request.channel is not None and request.producer is not None:
        request.unregisterProducer()


def cut_off_if_broken(request: Request, answer: asyncio.Future[None]) -> None:
    """Drop the connection of an answer that broke, so that nobody takes it for a whole one."""
    has_broken = not answer.cancelled() and answer.exception() is not None
    if has_broken and request._response_started and not request.finished and request.transport:
        request.transport.abortConnection()
