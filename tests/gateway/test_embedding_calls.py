"""Many texts are embedded a few calls at a time."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing

import httpx
import pytest

from playground.gateway import EmbeddingRequest, InvalidRequestError, MalformedResponseError
from playground.gateway.client import MAX_EMBEDDING_CALLS, embed, stream_embedding
from tests.gateway.doubles import connection_for, runtime_for

# A model that takes one text a call.
REQUEST = EmbeddingRequest(tuple(str(number) for number in range(10)), model="tao-8k")
CONNECTION = connection_for("qianfan_v2")
FAILURE = {"error": {"code": "invalid_argument", "message": "no"}}


class Upstream:
    """Answers each text when a test lets it, and knows how many calls are under way."""

    def __init__(self, failures=()):
        self.failures = failures
        self.gates = {text: asyncio.Event() for text in REQUEST.texts}
        self.asked: list[str] = []
        self.under_way = self.max_under_way = 0
        self.has_asked = asyncio.Condition()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        (text,) = json.loads(request.content)["input"]
        self.under_way += 1
        self.max_under_way = max(self.max_under_way, self.under_way)
        try:
            async with self.has_asked:
                self.asked.append(text)
                self.has_asked.notify_all()
            await self.gates[text].wait()
        finally:
            self.under_way -= 1
        if text in self.failures:
            return httpx.Response(400, json=FAILURE)
        data = [{"index": 0, "embedding": [float(text)]}]
        return httpx.Response(200, json={"data": data, "usage": {"prompt_tokens": 1}})

    def release(self, *texts: str) -> None:
        for text in texts or REQUEST.texts:
            self.gates[text].set()

    async def wait_for_calls(self, count: int) -> None:
        async with self.has_asked:
            await self.has_asked.wait_for(lambda: len(self.asked) >= count)


async def test_as_many_calls_as_allowed_are_under_way_and_no_more():
    upstream = Upstream()
    task = asyncio.create_task(embed(REQUEST, CONNECTION, runtime=runtime_for(upstream)))

    await upstream.wait_for_calls(MAX_EMBEDDING_CALLS)
    upstream.release("0")
    await upstream.wait_for_calls(MAX_EMBEDDING_CALLS + 1)
    upstream.release()
    result = await task

    assert upstream.max_under_way == MAX_EMBEDDING_CALLS == 4
    assert [vector[0] for vector in result.vectors] == list(range(10))
    assert result.facts.usage.input_tokens == 10


async def test_vectors_are_in_order_though_the_last_call_is_answered_first():
    upstream = Upstream()
    task = asyncio.create_task(embed(REQUEST, CONNECTION, runtime=runtime_for(upstream)))

    await upstream.wait_for_calls(4)
    upstream.release(*REQUEST.texts[1:])
    await upstream.wait_for_calls(10)
    upstream.release("0")

    assert [vector[0] for vector in (await task).vectors] == list(range(10))


async def test_parts_are_yielded_as_they_are_ready_and_say_where_they_belong():
    upstream = Upstream()
    stream = stream_embedding(REQUEST, CONNECTION, runtime=runtime_for(upstream))

    async with aclosing(stream) as parts:
        upstream.release("2")
        first = await anext(parts)
        upstream.release()
        rest = [part async for part in parts]

    assert first.start == 2
    assert [vector[0] for vector in first.vectors] == [2.0]
    assert sorted(part.start for part in rest) == [0, 1, 3, 4, 5, 6, 7, 8, 9]


async def test_an_error_ends_the_other_calls_and_is_raised_as_it_is():
    upstream = Upstream(failures={"2"})
    task = asyncio.create_task(embed(REQUEST, CONNECTION, runtime=runtime_for(upstream)))

    await upstream.wait_for_calls(4)
    upstream.release("2")
    with pytest.raises(InvalidRequestError):
        await task

    assert upstream.under_way == 0
    assert upstream.asked == ["0", "1", "2", "3"]


async def test_what_was_done_before_an_error_is_kept():
    upstream = Upstream(failures={"2"})
    upstream.release("0", "1", "2")
    stream = stream_embedding(REQUEST, CONNECTION, runtime=runtime_for(upstream))

    async with aclosing(stream) as parts:
        kept = [await anext(parts), await anext(parts)]
        with pytest.raises(InvalidRequestError):
            await anext(parts)

    assert sorted(part.start for part in kept) == [0, 1]


async def test_cancelling_closes_all_calls():
    upstream = Upstream()
    task = asyncio.create_task(embed(REQUEST, CONNECTION, runtime=runtime_for(upstream)))

    await upstream.wait_for_calls(4)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert upstream.under_way == 0


async def test_closing_the_stream_closes_all_calls():
    upstream = Upstream()
    upstream.release("0")
    stream = stream_embedding(REQUEST, CONNECTION, runtime=runtime_for(upstream))

    async with aclosing(stream) as parts:
        await anext(parts)
        await upstream.wait_for_calls(4)

    assert upstream.under_way == 0


async def test_parts_of_different_dimensions_are_an_error():
    def answer(request: httpx.Request) -> httpx.Response:
        (text,) = json.loads(request.content)["input"]
        data = [{"index": 0, "embedding": [0.0] * (2 if text == "7" else 1)}]
        return httpx.Response(200, json={"data": data})

    with pytest.raises(MalformedResponseError):
        await embed(REQUEST, CONNECTION, runtime=runtime_for(answer))
