"""Where a batch takes its items from: a list, or an iterator that may block."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, Protocol

_END: Final = object()


class Inputs(Protocol):
    """Hands out the items one by one, numbered from 0.

    `count` is how many there are, None while nobody knows; `taken` how many were handed out.
    """

    count: int | None
    taken: int

    async def take(self) -> tuple[int, Any] | None:
        """Return the next item and its number, None at the end."""

    def close(self) -> None:
        """Take no more."""


def make_inputs(items: Iterable[Any]) -> Inputs:
    return ListInputs(items) if isinstance(items, Sequence) else IteratorInputs(iter(items))


class ListInputs:
    """Items that are all there."""

    def __init__(self, items: Sequence[Any]) -> None:
        self.count: int | None = len(items)
        self.taken = 0
        self._items = islice(items, len(items))

    async def take(self) -> tuple[int, Any] | None:
        for item in self._items:
            self.taken += 1
            return self.taken - 1, item
        return None

    def close(self) -> None:
        self._items = islice((), 0)


class IteratorInputs:
    """Items of an iterator, each asked for when it is wanted.

    The iterator runs on a daemon thread of its own: it may block without holding up the
    calls, make calls itself, and be left waiting when the program ends.
    """

    def __init__(self, items: Iterator[Any]) -> None:
        self.count: int | None = None
        self.taken = 0
        self._items = items
        self._wanted: queue.SimpleQueue[asyncio.Future[Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._feed, name="playground-inputs", daemon=True)

    async def take(self) -> tuple[int, Any] | None:
        if self.count is not None:
            return None
        if self._thread.ident is None:
            self._thread.start()
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._wanted.put(future)
        try:
            item = await future
        except Exception:
            self.close()
            raise
        if item is _END:
            self.close()
            return None
        # Nothing is awaited from here on, so that the numbers follow the order of the items.
        self.taken += 1
        return self.taken - 1, item

    def close(self) -> None:
        if self.count is None:
            self.count = self.taken
            self._wanted.put(None)

    def _feed(self) -> None:
        while (future := self._wanted.get()) is not None:
            loop = future.get_loop()
            try:
                item = next(self._items, _END)
            except Exception as exc:
                loop.call_soon_threadsafe(_settle, future, future.set_exception, exc)
            else:
                loop.call_soon_threadsafe(_settle, future, future.set_result, item)


def _settle(future: asyncio.Future[Any], settle: Callable[[Any], None], outcome: Any) -> None:
    if not future.done():
        settle(outcome)
