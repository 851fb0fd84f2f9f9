"""HTTP: one pool of connections for each event loop and egress policy, and how to read an answer.

httpx gives the interface, `http1.py` the connections. Above the transport stands no httpx client:
its redirects, cookies, proxies and sign-ins are what we do not want, at a quarter of the cost of
a call.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from functools import cache, cached_property
from typing import Any
from weakref import WeakKeyDictionary

import httpx

from playground.gateway.connection import EgressPolicy, Timeouts
from playground.gateway.errors import ErrorDetails, MalformedResponseError
from playground.gateway.http1 import Body, HTTP1Transport
from playground.gateway.names import GuardedLookup, LookUp, look_up
from playground.gateway.provider_errors import find_rate_limits
from playground.gateway.transport_errors import (
    TRANSPORT_ERRORS,
    map_transport_error,
)

MAX_STREAM_BYTES = 64 << 20
MAX_ANSWER_BYTES = 16 << 20

_transports: WeakKeyDictionary[
    asyncio.AbstractEventLoop, dict[EgressPolicy, httpx.AsyncBaseTransport]
] = WeakKeyDictionary()


def shared_transport(policy: EgressPolicy) -> httpx.AsyncBaseTransport:
    """Return the transport of the running event loop for a policy."""
    transports = _transports.setdefault(asyncio.get_running_loop(), {})
    transport = transports.get(policy)
    if transport is None:
        transport = transports[policy] = make_transport(policy)
    return transport


async def close_transports() -> None:
    """Close the connections of the running event loop; call it before the loop ends."""
    for transport in _transports.pop(asyncio.get_running_loop(), {}).values():
        await transport.aclose()


def make_transport(policy: EgressPolicy, names: LookUp = look_up) -> httpx.AsyncBaseTransport:
    """Make a transport that connects to what the policy allows and to nothing else."""
    return HTTP1Transport(GuardedLookup(policy, names), _ssl_context())


@cache
def _ssl_context() -> ssl.SSLContext:
    # Loading the certificates costs about 50 ms, in which every other stream stands still.
    return httpx.create_ssl_context(trust_env=False)


async def send(
    transport: httpx.AsyncBaseTransport,
    request: httpx.Request,
    timeouts: Timeouts,
    provider: str,
) -> Answer:
    """Send a request and return its answer with the body still to be read.

    Raises: ConnectionFailedError, RequestTimeoutError, UnsafeUrlError, MalformedResponseError.
    """
    now = asyncio.get_running_loop().time()
    connect = timeouts.connect_seconds
    request.extensions["timeout"] = {"connect": connect, "pool": connect}
    deadlines = now + timeouts.first_byte_seconds, now + timeouts.total_seconds
    try:
        async with asyncio.timeout_at(min(deadlines)):
            response = await transport.handle_async_request(request)
    except TRANSPORT_ERRORS as exc:
        raise map_transport_error(exc, provider) from exc
    return Answer(response, provider, timeouts, deadlines)


class Answer:
    """An HTTP answer whose body is read piece by piece, in time and in measure."""

    def __init__(
        self,
        response: httpx.Response,
        provider: str,
        timeouts: Timeouts,
        deadlines: tuple[float, float],
    ) -> None:
        self.status_code = response.status_code
        # Names in lower case; a plain dict, since each look into httpx's own is a search.
        self.headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in response.headers.raw
        }
        self.content_type = self.headers.get("content-type", "").partition(";")[0].strip()
        assert isinstance(response.stream, httpx.AsyncByteStream)
        self._stream = response.stream
        # One layer less than `aiter_raw()` for every read, and nothing is unpacked.
        self._chunks: AsyncIterator[bytes] = aiter(self._stream)
        # A short body comes with its head: then there is nothing to wait for.
        self._take = self._stream.take if isinstance(self._stream, Body) else bytes
        self._provider = provider
        self._idle_seconds = timeouts.idle_seconds
        self._next_deadline, self._last_deadline = deadlines
        self._bytes_read = 0
        self._body_bytes = _length(self.headers)
        self._loop = asyncio.get_running_loop()

    async def __aenter__(self) -> Answer:
        return self

    async def __aexit__(self, *exc_info: Any) -> None:
        try:
            await self._stream.aclose()
        except TRANSPORT_ERRORS:
            # What was read is good, and the connection is gone either way.
            return

    @cached_property
    def rate_limits(self) -> Mapping[str, int]:
        """What the provider says of limits, named without `X-Ratelimit-`."""
        return find_rate_limits(self.headers)

    async def read(self, limit: int = MAX_STREAM_BYTES) -> bytes:
        """Return the next bytes, none at the end.

        Raises: ConnectionFailedError, RequestTimeoutError, MalformedResponseError.
        """
        if not self._bytes_read:
            self._refuse_compression()
        elif self._bytes_read == self._body_bytes:
            return b""
        try:
            chunk = b"" if self._bytes_read else self._take()
            if not chunk:
                async with asyncio.timeout_at(min(self._next_deadline, self._last_deadline)):
                    chunk = await anext(self._chunks, b"")
        except TRANSPORT_ERRORS as exc:
            raise map_transport_error(exc, self._provider) from exc
        self._next_deadline = self._loop.time() + self._idle_seconds
        self._bytes_read += len(chunk)
        if self._bytes_read > limit:
            raise MalformedResponseError("response_too_large", details=self._details())
        return chunk

    async def read_all(self, limit: int = MAX_ANSWER_BYTES) -> bytes:
        """Return the whole body."""
        pieces: list[bytes] = []
        while chunk := await self.read(limit):
            pieces.append(chunk)
        return b"".join(pieces)

    def _refuse_compression(self) -> None:
        # We asked for plain bytes; a few compressed ones may unpack to gigabytes.
        if self.headers.get("content-encoding", "identity").lower() not in ("identity", ""):
            raise MalformedResponseError(details=self._details())

    def _details(self) -> ErrorDetails:
        return ErrorDetails(provider=self._provider, status_code=self.status_code)


def _length(headers: Mapping[str, str]) -> int:
    """Return how many bytes a body has; -1 where only its end will tell."""
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 16 else -1
