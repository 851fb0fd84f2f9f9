"""What connections offer, remembered for some minutes; for who has no cache of their own."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from playground.gateway.catalog.specs import ModelSpec
from playground.gateway.connection import Connection
from playground.gateway.provider_errors import secrets_of
from playground.gateway.timed_cache import Timed, TimedCache, cache_key

LIFETIME_SECONDS = 600.0

ListModels = Callable[[Connection], Awaitable[tuple[ModelSpec, ...]]]


class ModelLists:
    """One list a connection, fetched by one task for all who wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._lists: TimedCache[tuple[ModelSpec, ...]] = TimedCache(clock)

    async def get(self, connection: Connection, list_models: ListModels) -> tuple[ModelSpec, ...]:
        """Return the models of a connection, asking `list_models` now and then.

        Raises: whatever `list_models` raises; a failure is not remembered.
        """

        async def fetch() -> Timed[tuple[ModelSpec, ...]]:
            return Timed(await list_models(connection), LIFETIME_SECONDS)

        return await self._lists.get(_key(connection), fetch)


def _key(connection: Connection) -> str:
    return cache_key(
        *(connection.provider, connection.base_url, connection.console_base_url),
        *(connection.iam_base_url, type(connection.auth).__name__, *secrets_of(connection.auth)),
    )
