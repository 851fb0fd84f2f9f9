"""The rate limits of credentials: the limiter of this process, and what is left of each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from functools import cache

from asgiref.sync import async_to_sync
from django.conf import settings

from playground.credentials.models import Credential
from playground.gateway.limits import RateLimiter, RemainingLimits


@cache
def rate_limiter() -> RateLimiter:
    """Return the limiter of this process; where there is a Redis, it counts with all others."""
    return RateLimiter(settings.REDIS_URL)


def limit_key(credential: Credential) -> str:
    """Name a credential to the limiter."""
    return f"credential:{credential.uuid}"


def remaining_limits(credentials: Iterable[Credential]) -> dict[int, RemainingLimits]:
    """Return what is left of this minute for each credential, by its primary key."""
    # Read here: a query has no place in a loop.
    return async_to_sync(_remaining_limits)(tuple(credentials))


async def _remaining_limits(credentials: Sequence[Credential]) -> dict[int, RemainingLimits]:
    # A view may run in a loop of its own, which ends with it, and so must what it connects to.
    limiter = RateLimiter(settings.REDIS_URL) if settings.REDIS_URL else rate_limiter()
    try:
        remaining = await asyncio.gather(
            *(limiter.remaining(limit_key(one), one.rate_limits) for one in credentials)
        )
    finally:
        await limiter.close()
    return {one.pk: left for one, left in zip(credentials, remaining, strict=True)}
