"""Responses that watch their client, so that an answer nobody reads ends at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from playground.sandbox.counters import Counters


class ConnectionCut(Exception):
    """The rest of the answer is not sent; the server then closes the connection."""


class Writer:
    """Sends a body piece by piece; the head goes out with the first piece."""

    def __init__(self, send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        self._send = send
        self._head = {"type": "http.response.start", "status": status, "headers": headers}
        self._is_started = False

    async def start(self) -> None:
        """Send the head, unless that is done."""
        if not self._is_started:
            self._is_started = True
            await self._send(self._head)

    async def write(self, body: bytes, *, is_last: bool = False) -> None:
        """Send a piece. The last one carries the end of the response with it.

        Were the end sent on its own, a client that leaves after the end mark would look like
        one that cancelled.
        """
        await self.start()
        await self._send({"type": "http.response.body", "body": body, "more_body": not is_last})


class WatchedResponse(Response):
    """A response that stops being produced when its client goes away."""

    def __init__(
        self, counters: Counters, headers: Mapping[str, str] | None = None, media_type: str = ""
    ) -> None:
        super().__init__(headers=headers, media_type=media_type or "application/json")
        # The length is not known ahead, so the server sends chunks.
        del self.headers["content-length"]
        self.counters = counters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Write the answer, or stop as soon as the client is gone."""
        writer = Writer(send, self.status_code, self.raw_headers)
        self.counters.open_streams += 1
        producer = asyncio.create_task(self.produce(writer))
        watcher = asyncio.create_task(_wait_for_disconnect(receive))
        try:
            await asyncio.wait((producer, watcher), return_when=asyncio.FIRST_COMPLETED)
            if not producer.done():
                self.counters.cancelled_by_client += 1
                return
            self.counters.requests_finished += 1
            error = producer.exception()
            if error is not None and not isinstance(error, ConnectionCut):
                raise error
        except asyncio.CancelledError:
            # The server is stopping and closes the connection; that is not worth a traceback.
            return
        finally:
            self.counters.open_streams -= 1
            producer.cancel()
            watcher.cancel()
            await asyncio.gather(producer, watcher, return_exceptions=True)

    async def produce(self, writer: Writer) -> None:
        """Write the whole answer."""
        raise NotImplementedError


class HangingResponse(WatchedResponse):
    """Never answers."""

    async def produce(self, writer: Writer) -> None:
        """Wait until the client gives up."""
        await asyncio.Event().wait()


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
