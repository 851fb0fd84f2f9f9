"""A server on the loopback interface that speaks as badly as a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

from playground.gateway import Connection, EgressPolicy, NoKey, Timeouts
from playground.gateway.client import stream_reply
from playground.gateway.retries import RetryPolicy
from playground.gateway.runtime import Runtime
from tests.gateway.doubles import request_for

LOOPBACK = EgressPolicy(("127.0.0.1",))
ONCE = RetryPolicy(attempts=1)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
FRAME = b'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\n'
END = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'

Speak = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[None, None, None]]


@asynccontextmanager
async def server(speak: Speak) -> AsyncIterator[int]:
    """Speak with each connection after its request has been read; yields the port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                await speak(reader, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def local(port: int, policy: EgressPolicy = LOOPBACK, host: str = "127.0.0.1") -> Connection:
    return Connection("openai_compatible", f"http://{host}:{port}", NoKey(), egress=policy)


async def call(connection: Connection, timeouts: Timeouts | None = None):
    stream = stream_reply(
        request_for("openai_compatible"),
        connection,
        timeouts=timeouts or Timeouts(),
        runtime=Runtime(retries=ONCE),
    )
    return [event async for event in stream]
