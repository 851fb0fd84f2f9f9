"""How much was spent lately: the sliding window counters of the `limits` library.

They keep two numbers a window, whatever its limit is; a moving window would be exact, but keeps
an entry for every token.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import floor
from typing import Final, Protocol

# For corrections, which are counted whatever the limit is.
NO_LIMIT: Final = 1 << 50
_MAX_WINDOWS = 10_000


class Counts(Protocol):
    """The part of the storages of `limits` that sliding window counters need."""

    async def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        """Count `amount`, unless the limit would be passed."""

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """Return the last window's count and how long it still weighs, then this one's count
        and the seconds until it weighs nothing.
        """


@dataclass(slots=True)
class _Count:
    number: int
    last: int
    current: int


class MemoryCounts:
    """The counts of one process, for all its threads and event loops.

    The memory storages of `limits` belong to one loop or start a thread to tidy up, and read
    the clock themselves.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._counts: dict[str, _Count] = {}

    async def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        with self._lock:
            now = self._clock()
            count = self._present(key, now, expiry)
            faded = floor(count.last * (1 - now / expiry % 1))
            if faded + count.current + amount > limit:
                return False
            count.current += amount
            return True

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        with self._lock:
            now = self._clock()
            count = self._present(key, now, expiry)
            rest = (1 - now / expiry % 1) * expiry
            return count.last, rest, count.current, rest + expiry

    def _present(self, key: str, now: float, expiry: int) -> _Count:
        number = int(now // expiry)
        count = self._counts.get(key)
        if count is None:
            while len(self._counts) >= _MAX_WINDOWS:
                del self._counts[next(iter(self._counts))]
            count = self._counts[key] = _Count(number, 0, 0)
        elif count.number != number:
            last = count.current if count.number == number - 1 else 0
            count.number, count.last, count.current = number, last, 0
        return count
