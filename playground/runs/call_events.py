"""The events of any call: those of a stream, and steps for calls that are answered at once.

Vectors and pictures are no text: they go to whoever asked, through `keep`, as they come.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import TypeAlias

from playground.gateway import (
    JSON,
    Connection,
    EmbeddingRequest,
    Finished,
    FinishReason,
    ImageRequest,
    Usage,
)
from playground.gateway.client import generate_images, stream_embedding, stream_reply
from playground.gateway.events import Event
from playground.gateway.payloads import as_object, clean_json
from playground.gateway.results import NO_TIMING, AnswerFacts, EmbeddedPart, ImageResult
from playground.runs.gateway_runtime import gateway_runtime
from playground.runs.requests import RunRequest
from playground.runs.steps import Step

Keep: TypeAlias = Callable[[EmbeddedPart | ImageResult], Awaitable[None]]


async def keep_nothing(part: EmbeddedPart | ImageResult) -> None:
    """Let go of what a call brings, where nobody wants it."""


def run_events(
    request: RunRequest, connection: Connection, *, keep: Keep, is_saved: asyncio.Future[None]
) -> AsyncGenerator[Event | Step, None]:
    """Make the call and yield what happens, `Finished` as the last.

    What is kept may point to the run: such a call waits until that `is_saved`.
    Raises: GatewayError.
    """
    match request:
        case EmbeddingRequest():
            return _embed(request, connection, keep, is_saved)
        case ImageRequest():
            return _draw(request, connection, keep, is_saved)
        case _:
            return stream_reply(request, connection, runtime=gateway_runtime())


async def _embed(
    request: EmbeddingRequest, connection: Connection, keep: Keep, is_saved: asyncio.Future[None]
) -> AsyncGenerator[Event | Step, None]:
    await asyncio.shield(is_saved)
    done, timing = 0, NO_TIMING
    usage: Usage | None = Usage(0, 0, 0)
    facts = AnswerFacts()
    stream = stream_embedding(request, connection, runtime=gateway_runtime())
    async with aclosing(stream) as parts:
        async for part in parts:
            await keep(part)
            done += len(part.vectors)
            facts = part.facts
            usage = usage + facts.usage if usage and facts.usage else None
            timing = timing + facts.timing
            yield Step("embedded", {"done": done, "total": len(request.texts)})
    yield _finished(replace(facts, usage=usage, timing=timing))


async def _draw(
    request: ImageRequest, connection: Connection, keep: Keep, is_saved: asyncio.Future[None]
) -> AsyncGenerator[Event | Step, None]:
    await asyncio.shield(is_saved)
    result = await generate_images(request, connection, runtime=gateway_runtime())
    await keep(result)
    yield Step("image", {"count": len(result.images)})
    yield _finished(result.facts)


def _finished(facts: AnswerFacts) -> Finished:
    return Finished(
        FinishReason.STOP,
        usage=facts.usage,
        model=facts.model,
        request_id=facts.request_id,
        raw=_without_data(facts.raw),
        rate_limits=facts.rate_limits,
        timing=facts.timing,
    )


def _without_data(raw: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Leave out vectors and pictures, which are kept elsewhere; the rest is what databases take."""
    return as_object(clean_json({name: raw[name] for name in raw.keys() - {"data"}}))
