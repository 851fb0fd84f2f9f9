"""How many calls at once a provider bears: halved when it refuses, one more when it answers."""

from __future__ import annotations

import time
from collections.abc import Callable

# Calls that were under way at the time of the first refusal are refused as well; they count once.
_CUT_PAUSE_SECONDS = 1.0


class Throttle:
    """Additive increase, multiplicative decrease; without a refusal there is no limit."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._limit: float | None = None
        self._cut_at = float("-inf")
        self._refused_since: float | None = None

    def width(self, lanes: int) -> int:
        """Return how many of these lanes may be used now."""
        return lanes if self._limit is None else min(lanes, max(1, int(self._limit)))

    def answered(self, lanes: int) -> None:
        """A call was answered: about one lane more for each round of calls."""
        self._refused_since = None
        if self._limit is not None:
            self._limit += 1 / self._limit
            if self._limit >= lanes:
                self._limit = None

    def refused(self, in_flight: int) -> None:
        """A call was refused for going too fast: half as many at once."""
        now = self._clock()
        if self._refused_since is None:
            self._refused_since = now
        if now - self._cut_at >= _CUT_PAUSE_SECONDS:
            self._cut_at = now
            self._limit = max(1.0, min(self._limit or in_flight, in_flight) / 2)

    def refused_for_seconds(self) -> float:
        """Return for how long nothing but refusals came; 0 after an answer."""
        return 0.0 if self._refused_since is None else self._clock() - self._refused_since
