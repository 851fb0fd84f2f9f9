"""The numbers: limits that somebody set, what a provider said, what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MINUTE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class RateLimits:
    """What may be spent; None where no limit is known. Half a request a second is one in two."""

    requests_per_second: float | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None


NO_LIMITS = RateLimits()


@dataclass(frozen=True, slots=True)
class RemainingLimits:
    """What is left of a minute, and of how much; None where nobody knows."""

    requests: int | None = None
    tokens: int | None = None
    requests_limit: int | None = None
    tokens_limit: int | None = None


@dataclass(frozen=True, slots=True)
class ProviderWord:
    """What `X-Ratelimit-*` headers said, per minute, and when (epoch seconds)."""

    requests_limit: int | None
    tokens_limit: int | None
    requests: int | None
    tokens: int | None
    said_at: float

    @classmethod
    def read(cls, rate_limits: Mapping[str, int], now: float) -> ProviderWord | None:
        """Read the headers, named without their prefix; None if they limit nothing."""
        # A limit of 0 would forbid all calls, yet one has just been answered.
        requests_limit = rate_limits.get("limit-requests") or None
        tokens_limit = rate_limits.get("limit-tokens") or None
        requests = rate_limits.get("remaining-requests")
        tokens = rate_limits.get("remaining-tokens")
        if (requests_limit, tokens_limit, requests, tokens) == (None,) * 4:
            return None
        return cls(requests_limit, tokens_limit, requests, tokens, now)

    @property
    def limits(self) -> RateLimits:
        return RateLimits(
            requests_per_minute=self.requests_limit, tokens_per_minute=self.tokens_limit
        )

    @property
    def is_used_up(self) -> bool:
        return self.requests == 0 or self.tokens == 0

    def remaining(self, now: float) -> RemainingLimits:
        """Return what is left; all of it, once the minute of which it was said is over."""
        if int(now // MINUTE_SECONDS) != int(self.said_at // MINUTE_SECONDS):
            limits = (self.requests_limit, self.tokens_limit)
            return RemainingLimits(*limits, *limits)
        return RemainingLimits(self.requests, self.tokens, self.requests_limit, self.tokens_limit)
