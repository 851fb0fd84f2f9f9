"""The limiter that calls pass: they wait here rather than be refused there.

Limits that a person set count all calls of a credential (a key). What a provider says in its
answers counts one scope of it, such as a model, as providers do. A call must pass both.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

from playground.gateway.errors import ErrorDetails, RateLimitError
from playground.gateway.limits.counts import Counts, MemoryCounts
from playground.gateway.limits.lines import Lines
from playground.gateway.limits.places import Places
from playground.gateway.limits.values import MINUTE_SECONDS, NO_LIMITS, RateLimits, RemainingLimits
from playground.gateway.limits.windows import Window, add, left, take, token_window, windows_of

if TYPE_CHECKING:
    from playground.gateway.limits.shared import SharedLimits

INTERACTIVE: Final = 0
BATCH: Final = 1

# What was spent in a minute has faded after two: nobody who stands alone waits longer.
_MAX_WAIT_SECONDS = 2.0 * MINUTE_SECONDS
_PENALTY_SECONDS = 1.0
_MAX_PENALTY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Demand:
    """A call that wants to go."""

    key: str
    place: str
    limits: RateLimits
    tokens: int
    priority: int


class RateLimiter:
    """Makes calls wait until they are within the limits of their credential.

    Safe to use from several threads and event loops. With a Redis URL all processes count
    together; while that Redis does not answer, each counts for itself. `clock` is epoch seconds.
    """

    def __init__(
        self,
        redis_url: str = "",
        *,
        max_wait_seconds: float = _MAX_WAIT_SECONDS,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._max_wait_seconds = max_wait_seconds
        self._clock = clock
        self._sleep = sleep
        self._lines = Lines()
        self._counts: Counts = MemoryCounts(clock)
        self._shared: SharedLimits | None = None
        if redis_url:
            # Who does without Redis does without the memory that its client takes.
            from playground.gateway.limits.shared import SharedCounts, SharedLimits

            self._shared = SharedLimits(redis_url, clock)
            self._counts = SharedCounts(self._shared, self._counts, clock)
        self._places = Places(clock, self._shared)

    async def acquire(
        self,
        key: str,
        limits: RateLimits,
        tokens: int,
        *,
        priority: int = INTERACTIVE,
        scope: str = "",
    ) -> float:
        """Wait until a call of about so many tokens may go; return the seconds waited.

        Calls go in order, those of a lower `priority` number first. A call above the whole
        token limit goes when nothing else was spent.
        Raises: RateLimitError (`local_rate_limit`) if it would wait longer than is allowed.
        """
        place = f"{key}/{scope}"
        if self._shared is None and limits == NO_LIMITS and place not in self._places:
            return 0.0
        demand = _Demand(key, place, limits, tokens, priority)
        started_at = self._clock()
        if not self._lines.has_waiter(place, priority) and not await self._try(demand):
            return 0.0
        return await self._wait(demand, started_at)

    async def learn(self, key: str, rate_limits: Mapping[str, int], *, scope: str = "") -> None:
        """Take a provider at its word: its `X-Ratelimit-*` numbers, named without that prefix.

        Where nothing remains, calls are held back until the minute is over.
        """
        if rate_limits:
            await self._places.learn(key, f"{key}/{scope}", rate_limits)

    async def penalize(self, key: str, seconds: float | None = None, *, scope: str = "") -> None:
        """Hold all calls back after one was refused; None if nobody said for how long."""
        seconds = _PENALTY_SECONDS if seconds is None else seconds
        await self._places.hold(f"{key}/{scope}", min(seconds, _MAX_PENALTY_SECONDS))

    async def settle(
        self, key: str, limits: RateLimits, estimated: int, actual: int, *, scope: str = ""
    ) -> None:
        """Correct the estimate a call was let go with by the tokens it really took."""
        windows = [token_window(key, limits, estimated)]
        if (place := f"{key}/{scope}") in self._places:
            windows.append(token_window(place, self._places.get(place).limits, estimated))
        for window in windows:
            if window is not None and window.cost != actual:
                await add(self._counts, window, actual - window.cost)

    async def remaining(self, key: str, limits: RateLimits) -> RemainingLimits:
        """Return what is left of this minute: by our count, or the provider's word if less."""
        word = await self._places.latest_word(key)
        said = word.remaining(self._clock()) if word else RemainingLimits()
        windows = {window.key: window for window in windows_of(key, limits, 0)}
        return RemainingLimits(
            _least(said.requests, await self._left(windows.get(f"{key}/minute"))),
            _least(said.tokens, await self._left(windows.get(f"{key}/tokens"))),
            _least(said.requests_limit, limits.requests_per_minute),
            _least(said.tokens_limit, limits.tokens_per_minute),
        )

    async def close(self) -> None:
        """Let go of the running event loop's connections; call it before the loop ends."""
        if self._shared is not None:
            await self._shared.close()

    async def _wait(self, demand: _Demand, started_at: float) -> float:
        ticket = self._lines.join(demand.place, demand.priority)
        try:
            while True:
                await self._lines.first(ticket)
                wait = await self._try(demand)
                waited = self._clock() - started_at
                if not wait:
                    return waited
                if waited + wait > self._max_wait_seconds:
                    raise RateLimitError(
                        "local_rate_limit",
                        details=ErrorDetails(retry_after_seconds=wait),
                        parameters={"seconds": ceil(wait)},
                        # It has waited as long as a call may; another attempt would double that.
                        retryable=False,
                    )
                await self._sleep(wait)
        finally:
            self._lines.leave(ticket)

    async def _try(self, demand: _Demand) -> float:
        """Count a call if it may go; else return the seconds until another try is worth it."""
        place = await self._places.look_at(demand.place)
        held_for = place.hold_until - self._clock()
        if held_for > 0:
            return held_for
        windows = windows_of(demand.key, demand.limits, demand.tokens)
        windows += windows_of(demand.place, place.limits, demand.tokens)
        return await take(self._counts, windows)

    async def _left(self, window: Window | None) -> int | None:
        return None if window is None else await left(self._counts, window)


def _least(first: int | None, second: int | None) -> int | None:
    known = [number for number in (first, second) if number is not None]
    return min(known, default=None)
