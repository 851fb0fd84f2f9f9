"""A V1 server that is never the bottleneck: OAuth, and one fixed answer after a fixed time.

`python -m tests.bench.upstream SECONDS` says where it listens and ends with its standard input.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
import threading
from collections.abc import Sequence
from functools import partial
from typing import cast

import orjson
import uvloop

from tests.processes import serving

DELAY_SECONDS = 0.05

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


def _answer(body: dict[str, object]) -> bytes:
    content = orjson.dumps(body)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}"
    return head.encode() + b"\r\n\r\n" + content


_TOKEN = _answer({"access_token": "24.token", "expires_in": 2_592_000})
_CHAT = _answer(
    {
        "id": "as-bench00000",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "result": "A short answer, always the same.",
        "is_truncated": False,
        "need_clear_history": False,
        "finish_reason": "normal",
        "usage": {"prompt_tokens": 5, "completion_tokens": 8, "total_tokens": 13},
    }
)


class _Connection(asyncio.Protocol):
    """One keep-alive connection; `chats` counts the questions of all of them."""

    chats = 0

    def __init__(self, delay_seconds: float) -> None:
        self._delay_seconds = delay_seconds

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are not of asyncio's class.
        self._transport = cast("asyncio.Transport", transport)
        self._loop = asyncio.get_running_loop()
        self._received = b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, has_head, rest = self._received.partition(b"\r\n\r\n")
        if not has_head:
            return
        length = _LENGTH.search(head)
        if len(rest) < (int(length[1]) if length else 0):
            return
        # Nobody sends a second request before the answer to the first.
        self._received = b""
        if head.startswith(b"GET /chats"):
            self._transport.write(_answer({"chats": _Connection.chats}))
        elif b"/oauth/" in head.partition(b"\r\n")[0]:
            self._transport.write(_TOKEN)
        else:
            _Connection.chats += 1
            self._loop.call_later(self._delay_seconds, self._answer)

    def _answer(self) -> None:
        # Whoever asked may be gone by now.
        if not self._transport.is_closing():
            self._transport.write(_CHAT)


async def _serve(delay_seconds: float) -> None:
    loop = asyncio.get_running_loop()
    protocol = partial(_Connection, delay_seconds)
    server = await loop.create_server(protocol, "127.0.0.1", 0, backlog=2048)
    is_over = asyncio.Event()

    def follow_stdin() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(is_over.set)

    threading.Thread(target=follow_stdin, daemon=True).start()
    port = server.sockets[0].getsockname()[1]
    print(f"Ready on http://127.0.0.1:{port}", flush=True)
    await is_over.wait()
    server.close()


def start_upstream(
    prefix: Sequence[str] = (), *, delay_seconds: float = DELAY_SECONDS
) -> contextlib.AbstractContextManager[str]:
    """Return a context that yields the base URL of an upstream, which lives as long.

    `prefix` goes before the command, to choose its core.
    """
    command = [sys.executable, "-m", "tests.bench.upstream", str(delay_seconds)]
    return serving([*prefix, *command])


if __name__ == "__main__":
    uvloop.run(_serve(float(sys.argv[1])))
