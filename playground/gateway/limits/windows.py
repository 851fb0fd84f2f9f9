"""Which windows a call must pass, and how long until it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from playground.gateway.limits.counts import NO_LIMIT, Counts
from playground.gateway.limits.values import MINUTE_SECONDS, RateLimits

# A minute's requests are spread: a sixth in ten seconds. A person's few quick calls need not be.
_SHARE_SECONDS = 10
_FREE_BURST = 5
# Times are compared with a server's, whose clock ticks in milliseconds.
_TICK_SECONDS = 0.002


@dataclass(frozen=True, slots=True)
class Window:
    """A limit, and what one call takes of it."""

    key: str
    limit: int
    seconds: int
    cost: int = 1

    @property
    def owner(self) -> str:
        """The key or place whose limit this is."""
        return self.key.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Whose limit a call waits for, and the seconds until another try is worth it."""

    owner: str
    seconds: float


def windows_of(key: str, limits: RateLimits, tokens: int) -> list[Window]:
    """List the windows that a call of so many tokens must pass, the widest first."""
    tokens_window = token_window(key, limits, tokens)
    windows = [] if tokens_window is None else [tokens_window]
    if (rpm := limits.requests_per_minute) is not None:
        windows.append(Window(f"{key}/minute", rpm, MINUTE_SECONDS))
        share = max(ceil(rpm * _SHARE_SECONDS / MINUTE_SECONDS), _FREE_BURST)
        if share < rpm:
            windows.append(Window(f"{key}/share", share, _SHARE_SECONDS))
    if (qps := limits.requests_per_second) is not None:
        windows.append(_second_window(key, qps))
    return windows


def _second_window(key: str, qps: float) -> Window:
    # A window counts whole requests: 2.5 a second are 5 in two seconds.
    rate = max(Fraction(qps).limit_denominator(MINUTE_SECONDS), Fraction(1, MINUTE_SECONDS))
    return Window(f"{key}/second", rate.numerator, rate.denominator)


def token_window(key: str, limits: RateLimits, tokens: int) -> Window | None:
    """Return the window that counts tokens.

    A call above the whole limit takes all of it: it goes alone, when nothing else was spent.
    """
    limit = limits.tokens_per_minute
    if limit is None:
        return None
    return Window(f"{key}/tokens", limit, MINUTE_SECONDS, max(1, min(tokens, limit)))


async def take(counts: Counts, windows: Sequence[Window]) -> Refusal | None:
    """Count a call in all windows, or in none; None means that it may go."""
    for position, window in enumerate(windows):
        if not await counts.acquire_sliding_window_entry(
            window.key, window.limit, window.seconds, window.cost
        ):
            for taken in windows[:position]:
                await add(counts, taken, -taken.cost)
            spent = await counts.get_sliding_window(window.key, window.seconds)
            return Refusal(window.owner, _wait_seconds(window, *spent))
    return None


async def add(counts: Counts, window: Window, amount: int) -> None:
    """Correct a count, up or down, whatever the limit is."""
    await counts.acquire_sliding_window_entry(window.key, NO_LIMIT, window.seconds, amount)


async def left(counts: Counts, window: Window) -> int:
    """Return how much of a window is not spent."""
    last, weighs_for, current, _ = await counts.get_sliding_window(window.key, window.seconds)
    spent = floor(last * weighs_for / window.seconds) + current
    return max(0, min(window.limit, window.limit - spent))


def _wait_seconds(
    window: Window, last: int, weighs_for: float, current: int, current_for: float
) -> float:
    # The last count fades evenly over the present window; a call fits while less than `room`
    # of it is left (counts are rounded down).
    room = window.limit - window.cost + 1
    if current < room and last > 0:
        wait = weighs_for - (room - current) * window.seconds / last
    else:
        # Not before the present window is the last one, and has itself faded far enough.
        wait = current_for - window.seconds
        if current > 0:
            wait += max(0.0, window.seconds - room * window.seconds / current)
    return max(wait, 0.0) + _TICK_SECONDS
