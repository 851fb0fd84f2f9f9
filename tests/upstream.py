"""A V1 server that counts what it is asked, and that answers when and as a test wants it to.

It runs in a thread of the test's own process, so that a test simply looks at it. What a prompt
says of itself it gets: `error-336003` that error, `error-336100-2` the same for its first two
calls only, `refuse-3` three times 429.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from collections import Counter, deque
from collections.abc import Iterator
from typing import cast

import orjson
import uvloop

INPUT_TOKENS, OUTPUT_TOKENS = 5, 8

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_ERROR = re.compile(r"\berror-(\d+)(?:-(\d+))?\b")
_REFUSAL = re.compile(r"\brefuse-(\d+)\b")


def answer_to(prompt: str) -> str:
    """Return the one right answer to a prompt."""
    return f"Answer to {prompt}"


class Upstream:
    """`calls` counts by prompt; `in_flight` are the calls that were not answered yet."""

    def __init__(self) -> None:
        self.url = ""
        self.loop = uvloop.new_event_loop()
        self.held: deque[_Call] = deque()
        self.reset()

    def reset(self) -> None:
        """Forget what was asked, and answer again without delay."""
        self.calls: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.in_flight = self.max_in_flight = 0
        self.delay_seconds = 0.0
        # Words that stand in every prompt, as it were.
        self.fault = ""
        # Calls beyond so many at once are refused.
        self.max_bearable = 0
        self._is_holding = False
        self.release()

    @property
    def total(self) -> int:
        """How many calls were made, those not counted that were refused with 429."""
        return self.calls.total()

    def hold(self) -> None:
        """Answer nothing from now on."""
        self._is_holding = True

    def release(self, count: int | None = None) -> None:
        """Answer so many held calls; without a number all of them and those to come."""
        if count is None:
            self._is_holding = False
        self.loop.call_soon_threadsafe(self._release, count)

    def _release(self, count: int | None) -> None:
        for _ in range(len(self.held) if count is None else count):
            self.held.popleft().answer()

    def take(self, call: _Call) -> None:
        """Begin to answer a call; in the upstream's own thread."""
        self.in_flight += 1
        if self.max_bearable and self.in_flight > self.max_bearable:
            self._refuse(call)
            return
        asked = self.calls[call.prompt] + self.refused[call.prompt]
        refusal = _REFUSAL.search(call.prompt)
        if refusal and asked < int(refusal[1]):
            self._refuse(call)
            return
        self.calls[call.prompt] += 1
        self.max_in_flight = max(self.max_in_flight, self.in_flight)
        error = _ERROR.search(f"{call.prompt} {self.fault}")
        if error and (error[2] is None or asked < int(error[2])):
            call.body = {"error_code": int(error[1]), "error_msg": "as the prompt wants it"}
        if self._is_holding:
            self.held.append(call)
        elif self.delay_seconds:
            call.timer = self.loop.call_later(self.delay_seconds, call.answer)
        else:
            call.answer()

    def _refuse(self, call: _Call) -> None:
        self.refused[call.prompt] += 1
        call.status = b"429 Too Many Requests"
        call.body = {"error_code": 18, "error_msg": "Open api qps request limit reached"}
        call.answer()


class _Call:
    """One question, until it is answered or its caller goes."""

    def __init__(self, upstream: Upstream, connection: _Connection, prompt: str) -> None:
        self.prompt = prompt
        self.status = b"200 OK"
        self.body: dict[str, object] = {
            "id": "as-test",
            "object": "chat.completion",
            "result": answer_to(prompt),
            "finish_reason": "normal",
            "usage": {
                "prompt_tokens": INPUT_TOKENS,
                "completion_tokens": OUTPUT_TOKENS,
                "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS,
            },
        }
        self.timer: asyncio.TimerHandle | None = None
        self._upstream = upstream
        self._connection = connection

    def answer(self) -> None:
        self._upstream.in_flight -= 1
        self._connection.call = None
        self._connection.write(self.status, self.body)

    def end(self) -> None:
        """The caller is gone."""
        self._upstream.in_flight -= 1
        if self.timer is not None:
            self.timer.cancel()
        if self in self._upstream.held:
            self._upstream.held.remove(self)


class _Connection(asyncio.Protocol):
    def __init__(self, upstream: Upstream) -> None:
        self.call: _Call | None = None
        self._upstream = upstream
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are not of asyncio's class.
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.call is not None:
            self.call.end()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, has_head, rest = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not has_head or len(rest) < (int(length[1]) if length else 0):
            return
        # Nobody sends a second request before the answer to the first.
        self._received = b""
        if b"/oauth/" in head.partition(b"\r\n")[0]:
            self.write(b"200 OK", {"access_token": "24.token", "expires_in": 2_592_000})
            return
        prompt = orjson.loads(rest)["messages"][-1]["content"]
        self.call = _Call(self._upstream, self, prompt)
        self._upstream.take(self.call)

    def write(self, status: bytes, body: dict[str, object]) -> None:
        content = orjson.dumps(body)
        head = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self._transport.write(head % (status, len(content)) + content)


@contextlib.contextmanager
def start_upstream() -> Iterator[Upstream]:
    """Yield an upstream that listens on a port of its own."""
    upstream = Upstream()
    loop = upstream.loop
    thread = threading.Thread(target=loop.run_forever, name="upstream", daemon=True)
    thread.start()
    listening = loop.create_server(lambda: _Connection(upstream), "127.0.0.1", 0, backlog=2048)
    server = asyncio.run_coroutine_threadsafe(listening, loop).result(10)
    upstream.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield upstream
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
