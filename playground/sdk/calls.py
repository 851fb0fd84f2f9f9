"""One call as the gateway makes it, and its answer as scripts read it."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl

from playground.gateway.connection import Connection, Timeouts
from playground.gateway.description import describe_request
from playground.gateway.events import Frame
from playground.gateway.limits import RateLimiter
from playground.gateway.results import AnswerFacts
from playground.gateway.retries import RetryPolicy
from playground.gateway.runtime import Runtime
from playground.gateway.tokens import TokenCache
from playground.gateway.values import PlainRequest, StreamRequest
from playground.sdk.errors import InvalidArgumentError
from playground.sdk.responses import Request
from playground.sdk.sessions import transport_for

# Arguments that cost or change nothing here; scripts may go on to say them.
WITHOUT_EFFECT: Final = frozenset(
    {"show_total_latency", "enable_reading_buffer", "sync_reading_thread_count"}
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a call is made, how long each time, and the seconds in between."""

    retry_count: int = 3
    request_timeout: float = 300.0
    backoff_factor: float = 1.0
    retry_jitter: float = 1.0
    retry_max_wait_interval: float = 120.0


@dataclass(frozen=True, slots=True)
class Call:
    """A request, where it goes, and who waits how long."""

    request: StreamRequest | PlainRequest
    connection: Connection
    timeouts: Timeouts
    runtime: Runtime


def take_patience(given: dict[str, Any], usual: Patience) -> Patience:
    """Take the arguments about waiting out of those of a call; `usual` holds for the others.

    Raises: InvalidArgumentError for numbers that make no sense.
    """
    for name in WITHOUT_EFFECT:
        given.pop(name, None)
    names = [name for name in Patience.__slots__ if name in given]
    if not names:
        return usual
    taken = {name: given.pop(name) for name in names}
    patience = replace(usual, **{name: value for name, value in taken.items() if value is not None})
    if patience.retry_count < 1 or patience.request_timeout <= 0:
        raise InvalidArgumentError("retry_count and request_timeout must be greater than 0")
    return patience


def make_call(
    request: StreamRequest | PlainRequest,
    connection: Connection,
    patience: Patience,
    request_id: str = "",
) -> Call:
    """Make a call of a request; without a `request_id` it gets one of its own."""
    seconds = patience.request_timeout
    timeouts = Timeouts(first_byte_seconds=seconds, idle_seconds=seconds, total_seconds=seconds)
    runtime = make_runtime(patience)
    if request_id:
        runtime = replace(runtime, new_request_id=lambda: request_id)
    return Call(request, connection, timeouts, runtime)


def describe_call(call: Call, patience: Patience) -> Request:
    """Tell what a call sends."""
    told = describe_request(call.request, call.connection)
    url, _, query = str(told["url"]).partition("?")
    headers, body = told["headers"], told["body"]
    assert isinstance(headers, Mapping)
    assert isinstance(body, Mapping)
    waiting = {name: getattr(patience, name) for name in Patience.__slots__}
    texts = {name: str(value) for name, value in headers.items()}
    return Request(str(told["method"]), url, dict(parse_qsl(query)), texts, body, waiting)


def frame_of(facts: AnswerFacts) -> Frame:
    """Return an answer that came at once in the form of those that are streamed."""
    return Frame(facts.raw, "", facts.status_code, facts.headers, facts.timing)


@dataclass(slots=True)
class Stopwatch:
    """Times the frames of one call."""

    _started: float = field(default_factory=time.perf_counter)
    _started_at_ms: int = field(default_factory=lambda: round(time.time() * 1000))
    _previous: float = 0.0
    _first_frame: float = 0.0

    def statistic(self, frame: Frame) -> dict[str, float]:
        """Return the times of a frame, from the one before it and from the start."""
        total = time.perf_counter() - self._started
        network = frame.timing.network_seconds
        if not self._previous:
            self._first_frame, latency = network, network
        else:
            latency = total - self._previous
        self._previous = total
        statistic: dict[str, float] = {
            "request_latency": latency,
            "first_token_latency": self._first_frame,
            "total_latency": total,
            "start_timestamp": self._started_at_ms,
        }
        if (tokens := _output_tokens(frame.payload)) is not None:
            statistic["avg_output_tokens_per_second"] = tokens / total
        return statistic


def _output_tokens(body: Mapping[str, Any]) -> int | None:
    usage = body.get("usage")
    tokens = usage.get("completion_tokens") if isinstance(usage, dict) else None
    return tokens if isinstance(tokens, int) else None


# Tokens and limits are shared by all clients of the process. Nobody sits in front of a script:
# a call waits for its turn as long as it takes.
_tokens = TokenCache()
_limiter = RateLimiter(max_wait_seconds=math.inf)


@lru_cache(maxsize=64)
def make_runtime(patience: Patience) -> Runtime:
    """Make the world of the calls that wait so."""
    retries = RetryPolicy(
        attempts=patience.retry_count,
        factor_seconds=patience.backoff_factor,
        jitter_seconds=patience.retry_jitter,
        max_wait_seconds=patience.retry_max_wait_interval,
    )
    return Runtime(transport_for, _tokens, _limiter, retries)
