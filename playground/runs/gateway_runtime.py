"""What the gateway calls of this process share: connections, tokens, and one count of limits."""

from __future__ import annotations

from functools import cache

from playground.credentials.services import rate_limiter
from playground.gateway.runtime import Runtime


@cache
def gateway_runtime() -> Runtime:
    """Return the runtime of all calls of this process."""
    return Runtime(limiter=rate_limiter())


async def close_gateway_runtime() -> None:
    """Let go of the running event loop's connections to Redis; call it before the loop ends."""
    await rate_limiter().close()
