"""Stand-ins for providers: answers from memory behind httpx's own interface."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from playground.gateway import (
    ApplicationKey,
    BearerKey,
    ChatMessage,
    ChatRequest,
    Connection,
    Event,
    GatewayError,
    ReasoningDelta,
    TextDelta,
)
from playground.gateway.client import stream_reply
from playground.gateway.retries import RetryPolicy
from playground.gateway.runtime import Runtime
from playground.gateway.tokens import TokenCache

FIXTURES = Path(__file__).parent / "fixtures"
NOW = 1_704_164_645.0
EVENT_STREAM = {"content-type": "text/event-stream; charset=utf-8"}

Handler = Callable[[httpx.Request], httpx.Response]


class Clock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Naps:
    """Takes note of the seconds somebody wanted to sleep."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


class Body(httpx.AsyncByteStream):
    """A body in chosen chunks, that may break and knows whether it was closed."""

    def __init__(self, chunks: Iterable[bytes], fault: Exception | None = None) -> None:
        self._chunks = chunks
        self._fault = fault
        self.is_closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk
        if self._fault is not None:
            raise self._fault

    async def aclose(self) -> None:
        self.is_closed = True


@dataclass
class Upstream:
    """A provider that answers chat with each of `answers` in turn, the last one for ever.

    Tokens are handed out as token-1, token-2, and so on.
    """

    answers: list[httpx.Response | Exception]
    requests: list[httpx.Request] = field(default_factory=list)
    token_requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, sent: httpx.Request) -> httpx.Response:
        # A copy: the next attempt puts another key on the same request.
        request = httpx.Request(sent.method, sent.url, headers=sent.headers, content=sent.content)
        if request.url.path in ("/oauth/2.0/token", "/v1/BCE-BEARER/token"):
            self.token_requests.append(request)
            token = f"token-{len(self.token_requests)}"
            return httpx.Response(200, json={"access_token": token, "token": token})
        self.requests.append(request)
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer


def runtime_for(handler: Handler, naps: Naps | None = None, clock: Clock | None = None) -> Runtime:
    transport = httpx.MockTransport(handler)
    return Runtime(
        transport_for=lambda policy: transport,
        tokens=TokenCache(clock or Clock()),
        retries=RetryPolicy(sleep=naps or Naps(), random=lambda: 0.0),
        now=lambda: NOW,
    )


def connection_for(provider: str) -> Connection:
    if provider == "qianfan_v1":
        return Connection(provider, "", ApplicationKey("an-api-key", "a-secret-key"))
    base_url = "" if provider == "qianfan_v2" else "https://models.example.com/v1"
    return Connection(provider, base_url, BearerKey("a-bearer-key"))


def request_for(provider: str, text: str = "Hello", **values: object) -> ChatRequest:
    model = "local" if provider == "openai_compatible" else ""
    return ChatRequest((ChatMessage("user", text),), **{"model": model, **values})  # type: ignore[arg-type]


def stream_of(
    body: bytes, chunk_size: int = 1 << 20, headers: dict[str, str] = EVENT_STREAM
) -> httpx.Response:
    chunks = [body[start : start + chunk_size] for start in range(0, len(body), chunk_size)]
    return httpx.Response(200, headers=headers, stream=Body(chunks))


async def collect(
    handler: Handler,
    provider: str,
    *,
    request: ChatRequest | None = None,
    connection: Connection | None = None,
    runtime: Runtime | None = None,
) -> tuple[list[Event], GatewayError | None]:
    """Return the events of a call and the error that ended it."""
    events: list[Event] = []
    stream = stream_reply(
        request or request_for(provider),
        connection or connection_for(provider),
        runtime=runtime or runtime_for(handler),
    )
    try:
        async with aclosing(stream) as received:
            async for event in received:
                events.append(event)
    except GatewayError as error:
        return events, error
    return events, None


def text_of(events: Iterable[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def reasoning_of(events: Iterable[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, ReasoningDelta))
