"""One HTTP/1.1 connection: what arrives is parsed at once, and taken when somebody reads."""

from __future__ import annotations

import asyncio
from typing import Final, cast

import httptools
import httpx

_MAX_HEAD_BYTES: Final = 64 << 10
# Above it no more is received until somebody takes what is there.
_MAX_WAITING_BYTES: Final = 256 << 10


class BrokenAnswerError(Exception):
    """What a server sends is not HTTP."""


class Connection(asyncio.Protocol):
    """Asks one question at a time; `closed` is done when the connection is gone.

    The parser calls `on_…` from within `data_received`.
    """

    def __init__(self) -> None:
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.status_code = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self._transport: asyncio.Transport | None = None
        self._parser: httptools.HttpResponseParser | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._expiry: asyncio.TimerHandle | None = None
        self._error: Exception | None = None
        self._chunks: list[bytes] = []
        self._waiting_bytes = 0
        self._head_bytes = 0
        self._has_head = False
        self._is_complete = False
        self._is_kept = False
        self._is_paused = False

    @property
    def can_be_used_again(self) -> bool:
        is_open = self._error is None and not self.closed.done()
        return is_open and self._is_complete and self._is_kept

    async def ask(self, request: bytes) -> None:
        """Send a request and wait for the head of its answer.

        Raises: httpx.RemoteProtocolError, BrokenAnswerError, OSError.
        """
        assert self._transport is not None
        self._parser = httptools.HttpResponseParser(self)
        self.headers = []
        self._head_bytes = 0
        self._has_head = self._is_complete = False
        self._transport.write(request)
        while not self._has_head:
            await self._wait()

    async def read(self) -> bytes:
        """Return the bytes that have arrived, waiting for some; none at the end.

        Raises: httpx.RemoteProtocolError, BrokenAnswerError, OSError.
        """
        while not self._chunks:
            if self._is_complete:
                return b""
            await self._wait()
        return self.take()

    def take(self) -> bytes:
        """Return the bytes that have arrived, which may be none."""
        chunks, self._chunks = self._chunks, []
        self._waiting_bytes = 0
        if self._is_paused and self._transport is not None:
            self._is_paused = False
            self._transport.resume_reading()
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def wait_idly(self, seconds: float) -> None:
        """Wait for the next request, and close if none comes in time."""
        self._parser = None
        # A whole answer that nobody has read.
        self.take()
        self._expiry = asyncio.get_running_loop().call_later(seconds, self.abort)

    def stop_waiting(self) -> bool:
        """Say whether the next request may be sent."""
        if self._expiry is not None:
            self._expiry.cancel()
        return not self.closed.done() and self._error is None

    def abort(self) -> None:
        """Close at once."""
        self._error = self._error or httpx.ReadError("the connection was closed")
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are not of asyncio's class.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._parser is None or self._is_complete:
            # Nobody asked.
            self._is_kept = False
            self.abort()
            return
        try:
            self._parser.feed_data(data)
            if not self._has_head:
                self._head_bytes += len(data)
                _check_head(self._head_bytes)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as exc:
            self._fail(exc)
        else:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._error is None:
            if self._has_head and exc is None and self._ends_with_connection:
                self._is_complete = True
            else:
                self._error = exc or httpx.RemoteProtocolError("the server hung up")
        self._is_kept = False
        self._transport = None
        self.closed.set_result(None)
        if self._expiry is not None:
            self._expiry.cancel()
        self._wake()

    def on_message_begin(self) -> None:
        if self._is_complete:
            raise BrokenAnswerError("a second answer that nobody asked for")

    def on_header(self, name: bytes, value: bytes) -> None:
        # What comes after the body is of no interest.
        if not self._has_head:
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        assert self._parser is not None
        _check_head(sum(len(name) + len(value) for name, value in self.headers))
        self.status_code = self._parser.get_status_code()
        self._is_kept = self._parser.should_keep_alive()
        self._has_head = self.status_code >= 200

    def on_body(self, body: bytes) -> None:
        self._chunks.append(body)
        self._waiting_bytes += len(body)
        if self._waiting_bytes > _MAX_WAITING_BYTES and not self._is_paused:
            self._is_paused = True
            assert self._transport is not None
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        if self._has_head:
            self._is_complete = True
        else:
            # A provisional answer, such as 103 Early Hints; the real one follows.
            self.headers = []

    @property
    def _ends_with_connection(self) -> bool:
        names = {name.lower() for name, _ in self.headers}
        return not names & {b"content-length", b"transfer-encoding"}

    def _fail(self, exc: Exception) -> None:
        self._error = BrokenAnswerError(str(exc))
        self._error.__cause__ = exc
        self.abort()
        self._wake()

    async def _wait(self) -> None:
        if self._error is not None:
            raise self._error
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _check_head(size: int) -> None:
    if size > _MAX_HEAD_BYTES:
        raise httptools.HttpParserError("the head of the answer is too long")
