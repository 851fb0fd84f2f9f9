from __future__ import annotations

from contextlib import aclosing

import httpx
import orjson
import pytest

from playground.gateway.continuation import stream_continued
from playground.gateway.errors import GatewayError
from playground.gateway.events import Event, Finished
from playground.gateway.values import FinishReason, Usage
from tests.gateway.doubles import (
    EVENT_STREAM,
    Body,
    Upstream,
    connection_for,
    request_for,
    runtime_for,
    stream_of,
    text_of,
)

PROVIDER = "qianfan_v2"


def body_of(text: str, reason: str = "stop", **message: object) -> bytes:
    delta = {"content": text, **message}
    frames = [
        {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]},
        {
            "choices": [{"index": 0, "delta": {}, "finish_reason": reason}],
            "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
        },
    ]
    lines = [b"data: " + orjson.dumps(frame) for frame in frames]
    return b"\n\n".join([*lines, b"data: [DONE]"]) + b"\n\n"


def answer(text: str, reason: str = "stop", **message: object) -> httpx.Response:
    return stream_of(body_of(text, reason, **message))


async def continued(upstream: Upstream, **options: object) -> tuple[list[Event], str]:
    """Return the events of a continued reply, and the code of the error that ended it."""
    events: list[Event] = []
    stream = stream_continued(
        request_for(PROVIDER),
        connection_for(PROVIDER),
        runtime=runtime_for(upstream),
        **options,
    )
    try:
        async with aclosing(stream) as received:
            async for event in received:
                events.append(event)
    except GatewayError as error:
        return events, error.code
    return events, ""


def messages_of(request: httpx.Request) -> list[tuple[str, str]]:
    messages = orjson.loads(request.content)["messages"]
    return [(message["role"], message["content"]) for message in messages]


async def test_a_reply_that_is_whole_is_asked_for_once():
    upstream = Upstream([answer("All of it.")])

    events, _ = await continued(upstream)

    assert text_of(events) == "All of it."
    assert len(upstream.requests) == 1


async def test_a_reply_that_was_cut_off_is_asked_on_and_joined():
    upstream = Upstream([answer("One, ", "length"), answer("two, ", "length"), answer("three.")])

    events, error = await continued(upstream)

    assert (text_of(events), error) == ("One, two, three.", "")
    assert [isinstance(event, Finished) for event in events].count(True) == 1
    finished = events[-1]
    assert finished.finish_reason == FinishReason.STOP
    assert finished.usage == Usage(30, 15, 45)
    assert finished.timing.attempts == 3
    assert messages_of(upstream.requests[2]) == [
        ("user", "Hello"),
        ("assistant", "One, "),
        ("user", "继续"),
        ("assistant", "two, "),
        ("user", "继续"),
    ]


async def test_after_the_last_round_the_reply_says_that_it_is_cut_off():
    upstream = Upstream([answer("more ", "length")])

    events, _ = await continued(upstream, max_rounds=3)

    assert text_of(events) == "more more more "
    assert events[-1].finish_reason == FinishReason.LENGTH
    assert len(upstream.requests) == 3


async def test_the_words_to_ask_on_with_may_be_chosen():
    upstream = Upstream([answer("One, ", "length"), answer("two.")])

    await continued(upstream, prompt="Go on.")

    assert messages_of(upstream.requests[1])[-1] == ("user", "Go on.")


async def test_what_came_before_an_error_stays():
    refusal = httpx.Response(401, json={"error": {"code": "invalid_iam_token"}})
    upstream = Upstream([answer("One, ", "length"), refusal])

    events, error = await continued(upstream)

    assert text_of(events) == "One, "
    assert error == "authentication_failed"
    assert not any(isinstance(event, Finished) for event in events)


CALL = {"index": 0, "id": "call-1", "function": {"name": "lookup", "arguments": "{"}}


@pytest.mark.parametrize(
    "message", [{"tool_calls": [CALL]}, {"reasoning_content": "Let me think"}, {}]
)
async def test_what_cannot_be_continued_ends_as_it_is(message: dict[str, object]):
    upstream = Upstream([answer("", "length", **message)])

    events, _ = await continued(upstream)

    assert events[-1].finish_reason == FinishReason.LENGTH
    assert len(upstream.requests) == 1


async def test_leaving_early_closes_the_reply():
    body = Body([body_of("One, ", "length")])
    upstream = Upstream([httpx.Response(200, headers=EVENT_STREAM, stream=body)])
    stream = stream_continued(
        request_for(PROVIDER), connection_for(PROVIDER), runtime=runtime_for(upstream)
    )

    async with aclosing(stream) as events:
        async for _ in events:
            break

    assert body.is_closed
