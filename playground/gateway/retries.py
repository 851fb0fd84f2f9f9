"""When to ask again, and how long to wait before."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playground.gateway.errors import GatewayError

# Waiting for an answer has taken a minute or more already; a person should decide.
_NEVER_AGAIN = frozenset({"request_timeout"})


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how fast; `sleep` and `random` are arguments for the tests."""

    attempts: int = 3
    factor_seconds: float = 0.5
    jitter_seconds: float = 0.5
    max_wait_seconds: float = 30.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    random: Callable[[], float] = random.random

    def allows(self, error: GatewayError, attempt: int) -> bool:
        """Say whether to ask again after attempt number `attempt`, counted from 1."""
        return error.retryable and error.code not in _NEVER_AGAIN and attempt < self.attempts

    def wait_seconds(self, error: GatewayError, attempt: int) -> float:
        """Say how long to wait; the provider's own word counts, up to the cap."""
        wait = error.retry_after_seconds
        if wait is None:
            wait = self.factor_seconds * 2.0 ** (attempt - 1)
        return min(self.max_wait_seconds, wait + self.random() * self.jitter_seconds)


DEFAULT_RETRIES = RetryPolicy()
