"""Who waits for the same limit in this process, from any of its threads and event loops."""

from __future__ import annotations

import asyncio
import threading
from bisect import insort
from dataclasses import dataclass, field
from itertools import count


@dataclass(slots=True, eq=False)
class Ticket:
    """A place in a line: the lower its rank, the sooner its turn."""

    line: str
    rank: tuple[int, int]
    loop: asyncio.AbstractEventLoop
    _called: asyncio.Event = field(default_factory=asyncio.Event)

    async def called(self) -> None:
        """Wait until somebody who was ahead has left."""
        await self._called.wait()
        self._called.clear()

    def call(self) -> None:
        """Have its owner look whether it is first now; from any thread."""
        self.loop.call_soon_threadsafe(self._called.set)


class Lines:
    """One line for each name, in the order of priority, then of arrival."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[str, list[Ticket]] = {}
        self._numbers = count()

    def has_waiter(self, line: str, priority: int) -> bool:
        """Tell whether anybody waits who goes before a newcomer of this priority."""
        if line not in self._lines:
            return False
        with self._lock:
            first = self._first(line)
            return first is not None and first.rank[0] <= priority

    def join(self, line: str, priority: int) -> Ticket:
        ticket = Ticket(line, (priority, next(self._numbers)), asyncio.get_running_loop())
        with self._lock:
            insort(self._lines.setdefault(line, []), ticket, key=lambda other: other.rank)
        return ticket

    async def first(self, ticket: Ticket) -> None:
        """Wait until a ticket is the first in its line."""
        while True:
            with self._lock:
                if self._first(ticket.line) is ticket:
                    return
            await ticket.called()

    def leave(self, ticket: Ticket) -> None:
        """Give a place up, and the next one its turn."""
        with self._lock:
            tickets = self._lines.get(ticket.line, [])
            if ticket in tickets:
                tickets.remove(ticket)
            self._call_first(ticket.line)

    def _call_first(self, line: str) -> None:
        while (first := self._first(line)) is not None:
            try:
                first.call()
            except RuntimeError:
                # Its loop was closed just now, so that it is not the first any more.
                continue
            return

    def _first(self, line: str) -> Ticket | None:
        tickets = self._lines.get(line, [])
        # A loop that was closed in mid-wait never takes its turn.
        while tickets and tickets[0].loop.is_closed():
            del tickets[0]
        if not tickets:
            self._lines.pop(line, None)
            return None
        return tickets[0]
