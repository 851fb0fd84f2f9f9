"""The life of a call: attempts, waits, and what happens when somebody leaves."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import httpx
import pytest

from playground.gateway import (
    AuthenticationError,
    ConnectionFailedError,
    Finished,
    InvalidRequestError,
    MessageOrderError,
    ProviderUnavailableError,
    RateLimitError,
    RequestTimeoutError,
    StreamInterruptedError,
    TextDelta,
)
from playground.gateway.client import list_models, stream_reply
from tests.gateway.doubles import (
    EVENT_STREAM,
    FIXTURES,
    Body,
    Naps,
    Upstream,
    collect,
    connection_for,
    request_for,
    runtime_for,
    stream_of,
    text_of,
)

PROVIDERS = ["qianfan_v1", "qianfan_v2", "openai_compatible"]


def good(provider: str) -> httpx.Response:
    return stream_of((FIXTURES / provider / "plain.sse").read_bytes())


def v1_error(code: int) -> httpx.Response:
    return httpx.Response(200, json={"error_code": code, "error_msg": "no"})


def v2_error(status: int, code: str, **headers: str) -> httpx.Response:
    error = {"code": code, "message": "no", "type": "x"}
    return httpx.Response(status, json={"error": error}, headers=headers)


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_call_yields_text_and_one_end(provider):
    upstream = Upstream([good(provider)])

    events, error = await collect(upstream, provider)

    assert error is None
    assert text_of(events)
    assert [type(event) for event in events].count(Finished) == 1
    assert len(upstream.requests) == 1


@pytest.mark.parametrize("code", [2, 15, 18, 336100, 336501, 336502])
async def test_passing_errors_of_v1_are_retried_with_growing_waits(code):
    naps = Naps()
    upstream = Upstream([v1_error(code), v1_error(code), good("qianfan_v1")])

    events, error = await collect(upstream, "qianfan_v1", runtime=runtime_for(upstream, naps))

    assert error is None
    assert text_of(events)
    assert naps.seconds == [0.5, 1.0]
    assert len({request.headers["request_id"] for request in upstream.requests}) == 1


@pytest.mark.parametrize("code", [1, 3, 4, 6, 14, 17, 19, 336000, 336003, 336006, 336103, 999999])
async def test_lasting_errors_of_v1_are_not_retried(code):
    upstream = Upstream([v1_error(code)])

    _, error = await collect(upstream, "qianfan_v1")

    assert error is not None
    assert not error.retryable
    assert error.provider_code == str(code)
    assert len(upstream.requests) == 1


@pytest.mark.parametrize(
    ("status", "code"),
    [(429, "rpm_rate_limit_exceeded"), (500, "internal_error"), (502, ""), (503, ""), (529, "")],
)
async def test_passing_errors_of_v2_are_retried(status, code):
    upstream = Upstream([v2_error(status, code), good("qianfan_v2")])

    events, error = await collect(upstream, "qianfan_v2")

    assert error is None
    assert text_of(events)


async def test_three_attempts_are_the_most():
    naps = Naps()
    upstream = Upstream([v2_error(503, "")])

    _, error = await collect(upstream, "qianfan_v2", runtime=runtime_for(upstream, naps))

    assert isinstance(error, ProviderUnavailableError)
    assert len(upstream.requests) == 3
    assert len(naps.seconds) == 2


@pytest.mark.parametrize(("asked", "waited"), [("7", 7.0), ("0", 0.0), ("86400", 30.0)])
async def test_the_wait_a_provider_asks_for_is_obeyed_up_to_a_cap(asked, waited):
    naps = Naps()
    upstream = Upstream([v2_error(429, "", **{"Retry-After": asked}), good("qianfan_v2")])

    await collect(upstream, "qianfan_v2", runtime=runtime_for(upstream, naps))

    assert naps.seconds == [waited]


async def test_a_quota_that_is_used_up_is_not_asked_again():
    upstream = Upstream([v2_error(429, "insufficient_quota")])

    _, error = await collect(upstream, "openai_compatible")

    assert isinstance(error, RateLimitError)
    assert error.code == "quota_exhausted"
    assert len(upstream.requests) == 1


async def test_a_lost_connection_is_retried_before_the_first_event():
    upstream = Upstream([httpx.ConnectError("refused"), good("qianfan_v2")])

    events, error = await collect(upstream, "qianfan_v2")

    assert error is None
    assert text_of(events)


async def test_an_empty_stream_is_asked_for_again():
    upstream = Upstream([stream_of(b""), good("qianfan_v2")])

    events, error = await collect(upstream, "qianfan_v2")

    assert error is None
    assert text_of(events)


async def test_a_connection_that_stays_lost_is_an_error_of_ours():
    _, error = await collect(Upstream([httpx.ConnectError("refused")]), "qianfan_v2")

    assert isinstance(error, ConnectionFailedError)
    assert isinstance(error.__cause__, httpx.ConnectError)


async def test_nothing_is_retried_after_the_first_event():
    frame = b'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\n'
    broken = httpx.Response(
        200, headers=EVENT_STREAM, stream=Body([frame], fault=httpx.ReadError("reset"))
    )
    upstream = Upstream([broken, good("qianfan_v2")])

    events, error = await collect(upstream, "qianfan_v2")

    assert events == [TextDelta("Hi")]
    assert isinstance(error, StreamInterruptedError)
    assert len(upstream.requests) == 1


async def test_silence_in_mid_answer_is_an_interruption():
    frame = b'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\n'
    silent = httpx.Response(
        200, headers=EVENT_STREAM, stream=Body([frame], fault=httpx.ReadTimeout("slow"))
    )

    _, error = await collect(Upstream([silent]), "qianfan_v2")

    assert isinstance(error, StreamInterruptedError)
    assert error.code == "stream_idle"


async def test_a_long_wait_for_the_first_byte_is_not_repeated():
    upstream = Upstream([httpx.ReadTimeout("slow")])

    _, error = await collect(upstream, "qianfan_v2")

    assert isinstance(error, RequestTimeoutError)
    assert error.retryable
    assert len(upstream.requests) == 1


@pytest.mark.parametrize("code", [110, 111])
async def test_an_expired_token_is_replaced_at_once_and_only_once(code):
    naps = Naps()
    upstream = Upstream([v1_error(code), good("qianfan_v1")])

    events, error = await collect(upstream, "qianfan_v1", runtime=runtime_for(upstream, naps))

    assert error is None
    assert text_of(events)
    assert [request.url.params["access_token"] for request in upstream.requests] == [
        "token-1",
        "token-2",
    ]
    assert naps.seconds == [0.0]


async def test_an_expired_token_reported_inside_the_stream_is_replaced_too():
    expired = stream_of(b'data: {"error_code":111,"error_msg":"Access token expired"}\n\n')
    upstream = Upstream([expired, good("qianfan_v1")])

    events, error = await collect(upstream, "qianfan_v1")

    assert error is None
    assert text_of(events)


async def test_a_fresh_token_that_is_refused_ends_the_call():
    upstream = Upstream([v1_error(111)])

    _, error = await collect(upstream, "qianfan_v1")

    assert isinstance(error, AuthenticationError)
    assert error.code == "access_token_expired"
    assert len(upstream.requests) == 2


async def test_messages_are_checked_before_anything_is_sent():
    upstream = Upstream([good("qianfan_v1")])

    _, error = await collect(upstream, "qianfan_v1", request=request_for("qianfan_v1", text=" "))

    assert isinstance(error, MessageOrderError)
    assert upstream.requests == []
    assert upstream.token_requests == []


async def test_closing_the_generator_closes_the_answer():
    frame = b'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\n'
    body = Body([frame] * 1_000)
    upstream = Upstream([httpx.Response(200, headers=EVENT_STREAM, stream=body)])
    stream = stream_reply(
        request_for("qianfan_v2"), connection_for("qianfan_v2"), runtime=runtime_for(upstream)
    )

    async with aclosing(stream) as events:
        assert await anext(events) == TextDelta("Hi")
        assert not body.is_closed

    assert body.is_closed


async def test_cancelling_the_task_closes_the_answer():
    started = asyncio.Event()

    class Endless(Body):
        async def __aiter__(self):
            yield b'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\n'
            started.set()
            await asyncio.Event().wait()

    body = Endless([])
    upstream = Upstream([httpx.Response(200, headers=EVENT_STREAM, stream=body)])
    task = asyncio.create_task(collect(upstream, "qianfan_v2"))
    await started.wait()

    task.cancel()
    await asyncio.wait([task])

    assert task.cancelled()
    assert body.is_closed


async def test_the_answer_is_closed_when_it_is_over():
    body = Body([(FIXTURES / "qianfan_v2/plain.sse").read_bytes()])
    upstream = Upstream([httpx.Response(200, headers=EVENT_STREAM, stream=body)])

    await collect(upstream, "qianfan_v2")

    assert body.is_closed


async def test_an_unknown_provider_is_refused():
    connection = connection_for("qianfan_v2")
    object.__setattr__(connection, "provider", "nobody")

    _, error = await collect(Upstream([]), "nobody", connection=connection)

    assert isinstance(error, InvalidRequestError)
    assert error.code == "provider_unknown"


async def test_models_are_listed_by_the_server():
    listing = {"object": "list", "data": [{"id": "one"}, {"id": "two"}, {"name": "none"}, 7]}
    upstream = Upstream([httpx.Response(200, json=listing)])

    models = await list_models(connection_for("openai_compatible"), runtime=runtime_for(upstream))

    assert models == ("one", "two")
    assert upstream.requests[0].url == "https://models.example.com/v1/models"


async def test_models_of_v1_come_from_the_catalogue():
    models = await list_models(connection_for("qianfan_v1"), runtime=runtime_for(Upstream([])))

    assert "ERNIE-4.0-8K" in models


async def test_a_listing_that_fails_for_good_is_an_error():
    upstream = Upstream([v2_error(401, "invalid_iam_token")])

    with pytest.raises(AuthenticationError):
        await list_models(connection_for("qianfan_v2"), runtime=runtime_for(upstream))
