"""From a host's name to the addresses that may be connected to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final, TypeAlias

from aiohappyeyeballs import AddrInfoType

from playground.gateway.connection import EgressPolicy
from playground.gateway.egress import is_address_allowed
from playground.gateway.timed_cache import Timed, TimedCache
from playground.gateway.transport_errors import AddressRefusedError

# Hundreds of connections that are made at once ask once.
_REMEMBERED_SECONDS: Final = 10.0

LookUp: TypeAlias = Callable[[str, int], Awaitable[Sequence[AddrInfoType]]]


async def look_up(host: str, port: int) -> Sequence[AddrInfoType]:
    """Ask the system for the addresses of a name, or of an address.

    Raises: OSError.
    """
    loop = asyncio.get_running_loop()
    return await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class GuardedLookup:
    """Looks names up and lets pass only the addresses that the policy allows.

    Connected is to exactly what is returned here, so that a name which answers differently
    the next time gains nothing. Answers are remembered for a moment and judged each time.
    """

    def __init__(self, policy: EgressPolicy, look_up: LookUp) -> None:
        self._policy = policy
        self._look_up = look_up
        self._cache: TimedCache[Sequence[AddrInfoType]] = TimedCache()

    async def __call__(self, host: str, port: int) -> Sequence[AddrInfoType]:
        """Return the allowed addresses.

        Raises: AddressRefusedError if there are only others; OSError.
        """
        fetch = partial(self._fetch, host, port)
        addresses = await self._cache.get(f"{host} {port}", fetch)
        allowed = [
            address
            for address in addresses
            if is_address_allowed(str(address[4][0]), host, port, self._policy)
        ]
        if addresses and not allowed:
            raise AddressRefusedError("the name leads to an address that is not allowed")
        return allowed

    async def _fetch(self, host: str, port: int) -> Timed[Sequence[AddrInfoType]]:
        return Timed(await self._look_up(host, port), _REMEMBERED_SECONDS)
