"""How many rows a runner claims ahead: as many as its lanes are about to call, and few more.

What is claimed shows as running, and is called again if the process dies.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil

# Rows in hand must last until the next cycle, which may come a little late.
_AHEAD_SECONDS = 0.2
_SMOOTHING_SECONDS = 0.5


class Appetite:
    """Learns from the rows that ended how fast the lanes take new ones."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._fed_at = clock()
        self._rows_per_second = 0.0

    def learn(self, ended: int) -> None:
        """Take note of how many rows ended since the last time."""
        now = self._clock()
        seconds, self._fed_at = now - self._fed_at, now
        if seconds > 0:
            weight = min(1.0, seconds / _SMOOTHING_SECONDS)
            self._rows_per_second += weight * (ended / seconds - self._rows_per_second)

    def reserve(self, width: int) -> int:
        """Return how many rows should wait for one of so many lanes."""
        return min(2 * width, max(1, ceil(self._rows_per_second * _AHEAD_SECONDS)))
