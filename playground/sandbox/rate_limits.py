"""Requests and tokens a minute for each account, and the headers that tell what is left."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class _Minute:
    number: int
    requests: int = 0
    tokens: int = 0


@dataclass(slots=True)
class RateLimiter:
    """Counts in whole minutes. The defaults are wide, so that benches do not meet them."""

    requests_per_minute: int = 1_000_000
    tokens_per_minute: int = 1_000_000_000
    _minutes: dict[str, _Minute] = field(default_factory=dict)

    def take(self, account: str, tokens: int, now_seconds: float) -> str:
        """Count one request; return "", or "requests" or "tokens" if that limit is passed."""
        number = int(now_seconds // 60)
        minute = self._minutes.get(account)
        if minute is None or minute.number != number:
            if minute is None and len(self._minutes) >= 10_000:
                self._minutes.clear()
            minute = self._minutes[account] = _Minute(number)
        if minute.requests >= self.requests_per_minute:
            return "requests"
        if minute.tokens + tokens > self.tokens_per_minute:
            return "tokens"
        minute.requests += 1
        minute.tokens += tokens
        return ""

    def headers(self, account: str) -> dict[str, str]:
        """Return the X-Ratelimit-* headers."""
        minute = self._minutes.get(account)
        requests = minute.requests if minute else 0
        tokens = minute.tokens if minute else 0
        return {
            "X-Ratelimit-Limit-Requests": str(self.requests_per_minute),
            "X-Ratelimit-Limit-Tokens": str(self.tokens_per_minute),
            "X-Ratelimit-Remaining-Requests": str(self.requests_per_minute - requests),
            "X-Ratelimit-Remaining-Tokens": str(self.tokens_per_minute - tokens),
        }
