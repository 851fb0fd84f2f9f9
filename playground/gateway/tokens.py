"""Tokens made from keys: kept in memory, fetched once however many calls want one."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

_MAX_TOKENS = 1024
_MAX_EARLY_SECONDS = 600.0
_EARLY_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Token:
    """A token and how long it is good for, from the moment it was asked for."""

    value: str = field(repr=False)
    lifetime_seconds: float


@dataclass(frozen=True, slots=True)
class _KeptToken:
    value: str = field(repr=False)
    refresh_at: float


FetchToken = Callable[[], Awaitable[Token]]


def cache_key(*parts: str) -> str:
    """Name a key pair at an address without keeping it."""
    digest = hashlib.sha256()
    for part in parts:
        # With its length, so that ("ab", "c") and ("a", "bc") differ.
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()


class TokenCache:
    """One token a key, refreshed early, fetched by one task for all who wait.

    May be used from several event loops; single flight holds within each of them.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tokens: dict[str, _KeptToken] = {}
        self._fetches: WeakKeyDictionary[
            asyncio.AbstractEventLoop, dict[str, asyncio.Task[str]]
        ] = WeakKeyDictionary()

    async def get(self, key: str, fetch: FetchToken, *, rejected: str = "") -> str:
        """Return the token of `key`, fetching one if there is none or it is about to expire.

        `rejected` is a token that the provider has just refused: another is wanted, unless
        somebody else has fetched one in the meantime.
        """
        kept = self._tokens.get(key)
        if kept and kept.value != rejected and self._clock() < kept.refresh_at:
            return kept.value
        fetches = self._fetches.setdefault(asyncio.get_running_loop(), {})
        task = fetches.get(key)
        if task is None:
            task = asyncio.create_task(self._fetch(key, fetch))
            fetches[key] = task
            task.add_done_callback(lambda done: _forget(fetches, key, done))
        # Shielded: a caller that is cancelled must not fail the others.
        return await asyncio.shield(task)

    async def _fetch(self, key: str, fetch: FetchToken) -> str:
        asked_at = self._clock()
        token = await fetch()
        early = min(_MAX_EARLY_SECONDS, token.lifetime_seconds * _EARLY_SHARE)
        self._tokens.pop(key, None)
        while len(self._tokens) >= _MAX_TOKENS:
            del self._tokens[next(iter(self._tokens))]
        self._tokens[key] = _KeptToken(token.value, asked_at + token.lifetime_seconds - early)
        return token.value


def _forget(fetches: dict[str, asyncio.Task[str]], key: str, task: asyncio.Task[str]) -> None:
    fetches.pop(key, None)
    if not task.cancelled():
        # Looked at, so that a failure nobody waits for any more is not reported as lost.
        task.exception()
