"""HTTP/1.1 on asyncio: connections that are kept, and bodies that are read as they arrive.

httptools parses, which is the parser of Node.js and of uvicorn. What a general client does
besides (redirects, cookies, proxies, decompression, retries) is not wanted here, and costs
more than everything else about a call.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from functools import partial
from typing import Any, Final, TypeAlias

import httpx
from aiohappyeyeballs import start_connection

from playground.gateway.http1_connection import Connection
from playground.gateway.names import LookUp

KEEPALIVE_SECONDS: Final = 30.0

# How long an address may keep silent before the next one is tried as well.
_NEXT_ADDRESS_SECONDS = 0.25

Origin: TypeAlias = tuple[str, str, int]


class HTTP1Transport(httpx.AsyncBaseTransport):
    """Sends requests over as many connections as there are requests at a time."""

    def __init__(
        self,
        look_up: LookUp,
        context: ssl.SSLContext,
        keepalive_seconds: float = KEEPALIVE_SECONDS,
    ) -> None:
        self._look_up = look_up
        self._context = context
        self._keepalive_seconds = keepalive_seconds
        # The last one given back is the first to be taken again.
        self._idle: dict[Origin, list[Connection]] = {}
        self._connections: set[Connection] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return an answer once its head is there; closing it gives the connection back.

        Raises: httpx.ConnectTimeout, httpx.RemoteProtocolError, BrokenAnswerError, OSError.
        """
        url = request.url
        origin = (url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80))
        connection = self._take_idle(origin)
        if connection is None:
            seconds = request.extensions.get("timeout", {}).get("connect")
            connection = await self._connect(origin, seconds)
        try:
            await connection.ask(_head_of(request) + request.content)
        except BaseException:
            connection.abort()
            raise
        body = Body(connection, partial(self._give_back, origin, connection))
        return httpx.Response(connection.status_code, headers=connection.headers, stream=body)

    async def aclose(self) -> None:
        """Close all connections."""
        self._idle.clear()
        closing = [connection.closed for connection in self._connections]
        for connection in list(self._connections):
            connection.abort()
        if closing:
            await asyncio.wait(closing)

    async def _connect(self, origin: Origin, seconds: float | None) -> Connection:
        scheme, host, port = origin
        loop = asyncio.get_running_loop()
        is_secure = scheme == "https"
        try:
            async with asyncio.timeout(seconds):
                sock = await self._open_socket(host, port)
                _, connection = await loop.create_connection(
                    Connection,
                    sock=sock,
                    ssl=self._context if is_secure else None,
                    server_hostname=host if is_secure else None,
                )
        except TimeoutError as exc:
            raise httpx.ConnectTimeout("no connection in time") from exc
        self._connections.add(connection)
        connection.closed.add_done_callback(partial(self._forget, origin, connection))
        return connection

    async def _open_socket(self, host: str, port: int) -> socket.socket:
        addresses = await self._look_up(host, port)
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
        sock = await start_connection(addresses, happy_eyeballs_delay=_NEXT_ADDRESS_SECONDS)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return sock

    def _take_idle(self, origin: Origin) -> Connection | None:
        connections = self._idle.get(origin)
        while connections:
            connection = connections.pop()
            if connection.stop_waiting():
                return connection
        return None

    def _give_back(self, origin: Origin, connection: Connection) -> None:
        if connection.can_be_used_again:
            self._idle.setdefault(origin, []).append(connection)
            connection.wait_idly(self._keepalive_seconds)
        else:
            connection.abort()

    def _forget(
        self, origin: Origin, connection: Connection, _closed: asyncio.Future[None]
    ) -> None:
        self._connections.discard(connection)
        idle = self._idle.get(origin, [])
        if connection in idle:
            idle.remove(connection)
        if not idle:
            self._idle.pop(origin, None)


def _head_of(request: httpx.Request) -> bytes:
    lines = [b"%b %b HTTP/1.1" % (request.method.encode("ascii"), request.url.raw_path)]
    lines += [b"%b: %b" % header for header in request.headers.raw]
    head = b"\r\n".join(lines)
    if head.count(b"\n") != len(lines) - 1:
        raise httpx.LocalProtocolError("a header has a line break")
    return head + b"\r\n\r\n"


class Body(httpx.AsyncByteStream):
    """The body of one answer, in the pieces in which it arrives."""

    def __init__(self, connection: Connection, give_back: Any) -> None:
        self._connection = connection
        self._give_back = give_back
        self._is_closed = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    def take(self) -> bytes:
        """Return what has arrived already, which may be nothing."""
        return self._connection.take()

    async def __anext__(self) -> bytes:
        if chunk := await self._connection.read():
            return chunk
        raise StopAsyncIteration

    async def aclose(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._give_back()
