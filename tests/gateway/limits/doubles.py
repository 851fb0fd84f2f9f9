"""A limiter whose time passes only while somebody sleeps."""

from __future__ import annotations

import asyncio

from playground.gateway.limits import RateLimiter

MINUTE = 1_704_164_640.0


class SleepyClock:
    """Moves on by what somebody sleeps."""

    def __init__(self, now: float = MINUTE) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        wakes_at = self.now + seconds
        for _ in range(5):
            # Others act in the meantime.
            await asyncio.sleep(0)
        self.now = max(self.now, wakes_at)


def make_limiter(clock: SleepyClock, **options: float) -> RateLimiter:
    return RateLimiter(clock=clock, sleep=clock.sleep, **options)
