"""How many calls and tokens a credential may spend: kept to before the provider says no."""

from __future__ import annotations

from playground.gateway.limits.limiter import BATCH, INTERACTIVE, RateLimiter
from playground.gateway.limits.values import NO_LIMITS, RateLimits, RemainingLimits

__all__ = [
    "BATCH",
    "INTERACTIVE",
    "NO_LIMITS",
    "RateLimiter",
    "RateLimits",
    "RemainingLimits",
]
