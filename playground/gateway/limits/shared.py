"""What the processes of one installation share through Redis: counts, words, holds, waiters.

No call fails because of this: without an answer every process goes by what it knows itself.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import orjson
from limits.aio.storage import RedisStorage
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from playground.gateway.limits.counts import NO_LIMIT, Counts
from playground.gateway.limits.leases import Leases, units_ahead
from playground.gateway.limits.values import ProviderWord

logger = logging.getLogger(__name__)

T = TypeVar("T")

_PREFIX = "playground:limits"
_WORD_SECONDS = 24 * 3600
_WAITERS_SECONDS = 120
# A call must not wait long for a server that only keeps it from going too fast; one that does
# not answer is left alone for a while.
_PATIENCE_SECONDS = 1.0
_OUTAGE_SECONDS = 5.0
_WARNING_SECONDS = 60.0
_MAX_CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class PlaceNews:
    """What is known about a place; times are epoch seconds, 0.0 if there is nothing."""

    word: ProviderWord | None
    hold_until: float
    awaited_until: float


@dataclass(frozen=True, slots=True)
class _Client:
    redis: Redis
    counts: RedisStorage
    turns: asyncio.Semaphore


class SharedLimits:
    """The Redis of an installation, through one client for each event loop."""

    def __init__(self, url: str, clock: Callable[[], float] = time.time) -> None:
        self._url = url
        self._clock = clock
        self._outage_until = 0.0
        self._warns_again_at = 0.0
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, _Client] = WeakKeyDictionary()

    async def read(self, place: str, *, waiters: tuple[str, ...] = ()) -> PlaceNews | None:
        """Return the last word about a place, until when it holds back, and until when anybody
        waits for one of `waiters`.
        """

        async def read(client: _Client) -> list[Any]:
            pipeline = client.redis.pipeline(transaction=False)
            pipeline.mget(f"{_PREFIX}:word:{place}", f"{_PREFIX}:hold:{place}")
            for name in waiters:
                pipeline.zrange(_waiters(name), -1, -1, withscores=True)
            return await pipeline.execute()

        answers = await self.ask(read)
        if answers is None:
            return None
        (word, hold_until), *last_waiters = answers
        return PlaceNews(
            ProviderWord(**orjson.loads(word)) if word else None,
            float(hold_until or 0),
            max((ends_at for waiter in last_waiters for _, ends_at in waiter), default=0.0),
        )

    async def write_word(self, places: tuple[str, ...], word: ProviderWord) -> None:
        value = orjson.dumps(word)

        async def write(client: _Client) -> None:
            pipeline = client.redis.pipeline(transaction=False)
            for place in places:
                pipeline.set(f"{_PREFIX}:word:{place}", value, ex=_WORD_SECONDS)
            await pipeline.execute()

        await self.ask(write)

    async def write_hold(self, place: str, until: float, seconds: float) -> None:
        key, milliseconds = f"{_PREFIX}:hold:{place}", max(1, int(seconds * 1000))
        await self.ask(lambda client: client.redis.set(key, until, px=milliseconds))

    async def write_waiter(self, name: str, owner: str, until: float) -> None:
        """Note until when calls of a process, `owner`, wait for a place or a key."""

        async def write(client: _Client) -> None:
            pipeline = client.redis.pipeline(transaction=False)
            pipeline.zadd(_waiters(name), {owner: until})
            pipeline.expire(_waiters(name), _WAITERS_SECONDS)
            await pipeline.execute()

        await self.ask(write)

    async def remove_waiter(self, name: str, owner: str) -> None:
        await self.ask(lambda client: client.redis.zrem(_waiters(name), owner))

    async def ask(self, command: Callable[[_Client], Awaitable[T]]) -> T | None:
        """Return what Redis answers, None if it does not."""
        client = self._client()
        # Here and not in the pool, so that those who wait hear of an outage at once.
        async with client.turns:
            if self._clock() < self._outage_until:
                return None
            try:
                return await command(client)
            except (RedisError, OSError) as exc:
                self._note_outage(exc)
                return None

    async def close(self) -> None:
        """Close the client of the running event loop; call it before the loop ends."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.redis.aclose(close_connection_pool=True)

    def _note_outage(self, error: Exception) -> None:
        now = self._clock()
        self._outage_until = now + _OUTAGE_SECONDS
        if now >= self._warns_again_at:
            self._warns_again_at = now + _WARNING_SECONDS
            logger.warning("Rate limits are not shared for now: %s", type(error).__name__)

    def _client(self) -> _Client:
        loop = asyncio.get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            client = self._clients[loop] = _connect(self._url)
        return client


class SharedCounts:
    """Counts in Redis, or in this process while Redis does not answer."""

    def __init__(
        self, shared: SharedLimits, memory: Counts, clock: Callable[[], float] = time.time
    ) -> None:
        self._shared = shared
        self._memory = memory
        self._clock = clock
        self._leases = Leases()

    async def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        if self._leases.spend(key, amount, self._clock()):
            return True
        ahead = 0 if limit == NO_LIMIT else units_ahead(limit)
        if 0 < amount < ahead and await self._acquire(key, limit, expiry, ahead):
            self._leases.add(key, ahead - amount, self._clock(), expiry)
            return True
        is_counted = await self._acquire(key, limit, expiry, amount)
        if is_counted is None:
            return await self._memory.acquire_sliding_window_entry(key, limit, expiry, amount)
        return is_counted

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        window = await self._shared.ask(
            lambda client: client.counts.get_sliding_window(key, expiry)
        )
        return await self._memory.get_sliding_window(key, expiry) if window is None else window

    async def _acquire(self, key: str, limit: int, expiry: int, amount: int) -> bool | None:
        return await self._shared.ask(
            lambda client: client.counts.acquire_sliding_window_entry(key, limit, expiry, amount)
        )


def _waiters(name: str) -> str:
    # A sorted set of the processes, by the time at which what they announced is over.
    return f"{_PREFIX}:waiters:{name}"


def _connect(url: str) -> _Client:
    pool = ConnectionPool.from_url(
        url,
        socket_timeout=_PATIENCE_SECONDS,
        socket_connect_timeout=_PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    counts = RedisStorage(
        # The address is the pool's; this only says what kind of server it is.
        "async+redis://",
        implementation="redispy",
        key_prefix=_PREFIX,
        connection_pool=pool,  # type: ignore[arg-type]  # documented, but not typed
    )
    return _Client(Redis(connection_pool=pool), counts, asyncio.Semaphore(_MAX_CONNECTIONS))
