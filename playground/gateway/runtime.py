"""What calls share: connections, tokens, limits and patience."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_hex

import httpx

from playground.gateway.connection import EgressPolicy
from playground.gateway.limits import RateLimiter
from playground.gateway.retries import DEFAULT_RETRIES, RetryPolicy
from playground.gateway.tokens import TokenCache
from playground.gateway.transport import shared_transport


def new_request_id() -> str:
    """Make an id under which a provider can find a call."""
    return f"playground-{token_hex(16)}"


@dataclass(frozen=True, slots=True)
class Runtime:
    """The world of a call; tests bring their own. `now` is epoch seconds, for signatures."""

    transport_for: Callable[[EgressPolicy], httpx.AsyncBaseTransport] = shared_transport
    tokens: TokenCache = field(default_factory=TokenCache)
    limiter: RateLimiter = field(default_factory=RateLimiter)
    retries: RetryPolicy = DEFAULT_RETRIES
    now: Callable[[], float] = time.time
    new_request_id: Callable[[], str] = new_request_id


DEFAULT_RUNTIME = Runtime()
