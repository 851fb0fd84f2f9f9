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
from playground.gateway.limits.announcements import RENEWAL_SECONDS, Announcements
from playground.gateway.limits.counts import Counts, MemoryCounts
from playground.gateway.limits.lines import Lines
from playground.gateway.limits.places import SHARING_SECONDS, Places
from playground.gateway.limits.values import MINUTE_SECONDS, NO_LIMITS, RateLimits, RemainingLimits
from playground.gateway.limits.windows import (
    Refusal,
    Window,
    add,
    left,
    take,
    token_window,
    windows_of,
)

if TYPE_CHECKING:
    from playground.gateway.limits.shared import SharedLimits

INTERACTIVE: Final = 0
BATCH: Final = 1

# What was spent in a minute has faded after two: nobody who stands alone waits longer.
_MAX_WAIT_SECONDS = 2.0 * MINUTE_SECONDS
_PENALTY_SECONDS = 1.0
_MAX_PENALTY_SECONDS = 60.0
# How soon a batch that lets interactive calls go first looks again whether one waits.
_GIVING_WAY_SECONDS = 0.1
# A batch that has waited looks first, though not before each of the many calls of a large limit.
_LOOKING_SECONDS = 0.05


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
        self._announcements = Announcements(clock, self._shared)

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

        Calls go in order, those of a lower `priority` number first; an interactive one also
        before the batches of other processes. A call above the whole token limit goes when
        nothing else was spent.
        Raises: RateLimitError (`local_rate_limit`) if it would wait longer than is allowed.
        """
        place = f"{key}/{scope}"
        if self._shared is None and limits == NO_LIMITS and place not in self._places:
            return 0.0
        demand = _Demand(key, place, limits, tokens, priority)
        started_at = self._clock()
        if not self._lines.has_waiter(place, priority) and await self._try(demand) is None:
            if priority == INTERACTIVE:
                await self._announcements.withdraw(place)
            return 0.0
        return await self._wait(demand, started_at)

    async def learn(self, key: str, rate_limits: Mapping[str, int], *, scope: str = "") -> None:
        """Take a provider at its word: its `X-Ratelimit-*` numbers, named without that prefix.

        Where nothing remains, calls are held back until the minute is over.
        """
        if rate_limits:
            await self._places.learn(key, f"{key}/{scope}", rate_limits)

    async def penalize(
        self,
        key: str,
        seconds: float | None = None,
        *,
        scope: str = "",
        returns_in: float | None = None,
    ) -> None:
        """Hold all calls back after one was refused; None if nobody said for how long.

        An interactive call that `returns_in` so many seconds goes before any batch.
        """
        seconds = _PENALTY_SECONDS if seconds is None else seconds
        await self._places.hold(f"{key}/{scope}", min(seconds, _MAX_PENALTY_SECONDS))
        if returns_in is not None:
            await self._announcements.announce(f"{key}/{scope}", returns_in)

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
        is_interactive = demand.priority == INTERACTIVE
        try:
            while True:
                await self._lines.first(ticket)
                refusal = await self._try(
                    demand, SHARING_SECONDS if is_interactive else _LOOKING_SECONDS
                )
                waited = self._clock() - started_at
                if refusal is None:
                    return waited
                if waited + refusal.seconds > self._max_wait_seconds:
                    raise _waits_too_long(refusal.seconds)
                if is_interactive:
                    await self._sleep_aloud(demand.place, refusal)
                else:
                    await self._sleep(refusal.seconds)
        finally:
            self._lines.leave(ticket)
            if is_interactive:
                await self._withdraw(demand)

    async def _sleep_aloud(self, place: str, refusal: Refusal) -> None:
        """Wait, and keep saying so to the batches that want the same."""
        ends_at = self._clock() + refusal.seconds
        while (rest := ends_at - self._clock()) > 0:
            for name in {place, refusal.owner}:
                await self._announcements.announce(name)
            await self._sleep(min(rest, RENEWAL_SECONDS))

    async def _withdraw(self, demand: _Demand) -> None:
        # Whoever waits for the same place goes on announcing it.
        if not self._lines.has_waiter(demand.place, INTERACTIVE):
            await self._announcements.withdraw(demand.place)
            await self._announcements.withdraw(demand.key)

    async def _try(self, demand: _Demand, seconds: float = SHARING_SECONDS) -> Refusal | None:
        """Count a call if it may go, by what was known `seconds` ago at most."""
        place = await self._places.look_at(demand.key, demand.place, seconds)
        now = self._clock()
        if place.hold_until > now:
            return Refusal(demand.place, place.hold_until - now)
        if demand.priority != INTERACTIVE and (
            place.awaited_until > now
            or self._announcements.stands(demand.place)
            or self._announcements.stands(demand.key)
        ):
            return Refusal(demand.place, _GIVING_WAY_SECONDS)
        windows = windows_of(demand.key, demand.limits, demand.tokens)
        windows += windows_of(demand.place, place.limits, demand.tokens)
        return await take(self._counts, windows)

    async def _left(self, window: Window | None) -> int | None:
        return None if window is None else await left(self._counts, window)


def _waits_too_long(seconds: float) -> RateLimitError:
    return RateLimitError(
        "local_rate_limit",
        details=ErrorDetails(retry_after_seconds=seconds),
        parameters={"seconds": ceil(seconds)},
        # It has waited as long as a call may; another attempt would double that.
        retryable=False,
    )


def _least(first: int | None, second: int | None) -> int | None:
    known = [number for number in (first, second) if number is not None]
    return min(known, default=None)
