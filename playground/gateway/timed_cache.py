"""Values good for a while: kept in memory, fetched once however many callers want one."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

_MAX_ENTRIES = 1024
_MAX_EARLY_SECONDS = 600.0
_EARLY_SHARE = 0.1

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Timed(Generic[Value]):
    """A value and how long it is good for, from the moment it was asked for."""

    value: Value = field(repr=False)
    lifetime_seconds: float


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Value]):
    value: Value = field(repr=False)
    refresh_at: float


def cache_key(*parts: str) -> str:
    """Name a key pair at an address without keeping it."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    # With their lengths, so that ("ab", "c") and ("a", "bc") differ.
    lengths = b"".join(len(part).to_bytes(8, "big") for part in encoded)
    return hashlib.sha256(lengths + b"".join(encoded)).hexdigest()


class TimedCache(Generic[Value]):
    """One value a key, refreshed early, fetched by one task for all who wait.

    May be used from several event loops; single flight holds within each of them.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, _Kept[Value]] = {}
        self._fetches: WeakKeyDictionary[
            asyncio.AbstractEventLoop, dict[str, asyncio.Task[Value]]
        ] = WeakKeyDictionary()

    async def get(
        self,
        key: str,
        fetch: Callable[[], Awaitable[Timed[Value]]],
        *,
        rejected: Value | None = None,
    ) -> Value:
        """Return the value of `key`, fetching one if there is none or it is about to expire.

        `rejected` is a value that has just proved bad: another is wanted, unless somebody else
        has fetched one in the meantime.
        """
        kept = self._kept.get(key)
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

    async def _fetch(self, key: str, fetch: Callable[[], Awaitable[Timed[Value]]]) -> Value:
        asked_at = self._clock()
        fresh = await fetch()
        early = min(_MAX_EARLY_SECONDS, fresh.lifetime_seconds * _EARLY_SHARE)
        self._kept.pop(key, None)
        while len(self._kept) >= _MAX_ENTRIES:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = _Kept(fresh.value, asked_at + fresh.lifetime_seconds - early)
        return fresh.value


def _forget(fetches: dict[str, asyncio.Task[Value]], key: str, task: asyncio.Task[Value]) -> None:
    fetches.pop(key, None)
    if not task.cancelled():
        # Looked at, so that a failure nobody waits for any more is not reported as lost.
        task.exception()
