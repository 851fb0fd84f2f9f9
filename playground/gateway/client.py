"""The only way to a provider. Only `runs` and `sdk` import this module.

Each function takes a request, a connection, and who waits how long for what. All raise
GatewayError in one of its kinds, for faults of the request before anything is sent.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TypeVar

from playground.gateway.call import Call
from playground.gateway.catalog import MODELS, ModelSpec, Task, models_for
from playground.gateway.catalog.overlay import overlay_models, overlay_services
from playground.gateway.checks import check_request, limits_of
from playground.gateway.concurrency import as_ready
from playground.gateway.connection import DEFAULT_TIMEOUTS, Connection, Timeouts
from playground.gateway.embedding import (
    DEFAULT_TEXTS_PER_CALL,
    join_results,
    read_vectors,
    split_texts,
)
from playground.gateway.errors import ErrorDetails, GatewayError, MalformedResponseError
from playground.gateway.events import Event, Frame
from playground.gateway.images import MAX_IMAGE_BYTES, read_images
from playground.gateway.payloads import as_label, as_objects
from playground.gateway.ranking import read_ranking, read_token_count
from playground.gateway.reading import read_reply
from playground.gateway.registry import provider_for
from playground.gateway.reply import EventReply, FrameReply, Reply
from playground.gateway.results import (
    EmbeddedPart,
    EmbeddingResult,
    ImageResult,
    RerankResult,
    Timing,
    TokenCount,
)
from playground.gateway.runtime import DEFAULT_RUNTIME, Runtime
from playground.gateway.token_estimates import estimate_request_tokens
from playground.gateway.transport import MAX_ANSWER_BYTES
from playground.gateway.values import (
    EmbeddingRequest,
    ImageRequest,
    PlainRequest,
    RerankRequest,
    StreamRequest,
    TokenCountRequest,
)

# How many calls of one embedding are under way at once.
MAX_EMBEDDING_CALLS = 4
_MAX_MODELS = 2_000
# Base64 makes four bytes of three; a few pictures fit.
_MAX_IMAGES_BYTES = 4 * MAX_IMAGE_BYTES

Taken = TypeVar("Taken")


async def stream_reply(
    request: StreamRequest,
    connection: Connection,
    *,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    runtime: Runtime = DEFAULT_RUNTIME,
) -> AsyncGenerator[Event, None]:
    """Ask for a text and yield its events as they arrive, `Finished` as the last.

    A request that is not streaming yields its text as one delta. Failures that pass are
    retried until the first event. Closing the generator or cancelling its task closes the
    provider's connection at once; consume it with `contextlib.aclosing`.
    """
    call = _call_for(request, connection, timeouts, runtime)
    async with aclosing(_stream(call, EventReply, request.is_streaming)) as reads:
        async for events in reads:
            for event in events:
                yield event


async def stream_frames(
    request: StreamRequest,
    connection: Connection,
    *,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    runtime: Runtime = DEFAULT_RUNTIME,
) -> AsyncGenerator[Frame, None]:
    """Like `stream_reply`, but yield the provider's own JSON objects; one if not streaming."""
    call = _call_for(request, connection, timeouts, runtime)
    async with aclosing(_stream(call, FrameReply, request.is_streaming)) as reads:
        async for frames in reads:
            for frame in frames:
                yield frame


async def fetch_frame(
    request: StreamRequest | PlainRequest,
    connection: Connection,
    *,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    runtime: Runtime = DEFAULT_RUNTIME,
) -> Frame:
    """Return the whole answer to a request that is not streaming, as the provider sent it."""
    call = _call_for(request, connection, timeouts, runtime)
    limit = _MAX_IMAGES_BYTES if isinstance(request, ImageRequest) else MAX_ANSWER_BYTES
    payload, facts = await call.fetch(limit)
    if isinstance(request, StreamRequest) and not call.provider.is_completion(payload):
        raise MalformedResponseError(details=ErrorDetails(provider=connection.provider))
    return Frame(payload, "", facts.status_code, facts.headers, facts.timing)


async def embed(
    request: EmbeddingRequest,
    connection: Connection,
    *,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    runtime: Runtime = DEFAULT_RUNTIME,
) -> EmbeddingResult:
    """Embed texts: one vector per text, in their order, in as many calls as the model needs."""
    stream = stream_embedding(request, connection, timeouts=timeouts, runtime=runtime)
    async with aclosing(stream) as reads:
        parts = [part async for part in reads]
    parts.sort(key=lambda part: part.start)
    results = [EmbeddingResult(part.vectors, part.facts) for part in parts]
    return join_results(results, connection.provider)


async def stream_embedding(
    request: EmbeddingRequest,
    connection: Connection,
    *,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    runtime: Runtime = DEFAULT_RUNTIME,
) -> AsyncGenerator[EmbeddedPart, None]:
    """Embed texts a few calls at once, and yield what each brings as soon as it is there.

    The first error ends the other calls and is raised. Closing the generator or cancelling its
    task closes all connections at once; consume it with `contextlib.aclosing`.
    """
    check_request(request, connection.provider)
    limits = limits_of(request, connection.provider, Task.EMBEDDING)
    size = limits.max_texts or DEFAULT_TEXTS_PER_CALL
    calls = (
        _embed_part(number * size, part, _make_call(part, connection, timeouts, runtime))
        for number, part in enumerate(split_texts(request, size))
    )
    async with aclosing(as_ready(calls, MAX_EMBEDDING_CALLS)) as parts:
        async for part in parts:
            yield part


async def generate_images(
    request: ImageRequest,
    connection: Connection,
    *,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    runtime: Runtime = DEFAULT_RUNTIME,
) -> ImageResult:
    """Draw pictures; those that the provider keeps behind an address are fetched."""
    call = _call_for(request, connection, timeouts, runtime)
    payload, facts = await call.fetch(_MAX_IMAGES_BYTES)
    images = await read_images(payload, connection, timeouts, runtime)
    return ImageResult(images, facts)


async def rerank(
    request: RerankRequest,
    connection: Connection,
    *,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    runtime: Runtime = DEFAULT_RUNTIME,
) -> RerankResult:
    """Sort documents by how well they answer a query, best first."""
    payload, facts = await _call_for(request, connection, timeouts, runtime).fetch()
    return RerankResult(read_ranking(payload, request.documents, connection.provider), facts)


async def count_tokens(
    request: TokenCountRequest,
    connection: Connection,
    *,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    runtime: Runtime = DEFAULT_RUNTIME,
) -> TokenCount:
    """Let the provider count the tokens of a text (V1 only)."""
    _, facts = await _call_for(request, connection, timeouts, runtime).fetch()
    return TokenCount(read_token_count(facts, connection.provider), facts)


async def list_models(
    connection: Connection,
    *,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    runtime: Runtime = DEFAULT_RUNTIME,
) -> tuple[str, ...]:
    """List the ids of the models that a connection offers; V1 answers from the catalogue."""
    provider = provider_for(connection)
    request = provider.models_request()
    if request is None:
        return tuple(model.name for model in models_for(provider.name))
    payload, _ = await Call(provider, request, timeouts, runtime).fetch()
    ids = (as_label(model.get("id")) for model in as_objects(payload.get("data"))[:_MAX_MODELS])
    return tuple(model_id for model_id in ids if model_id)


async def list_services(
    connection: Connection,
    *,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    runtime: Runtime = DEFAULT_RUNTIME,
) -> tuple[ModelSpec, ...]:
    """List the models of all tasks: the catalogue, laid over by what the server lists.

    On V1 the console lists the account's services, own ones too, and only for an IAM key.
    """
    provider = provider_for(connection)
    if (request := provider.services_request()) is not None:
        payload, _ = await Call(provider, request, timeouts, runtime).fetch()
        return overlay_services(payload)
    if provider.models_request() is not None:
        ids = await list_models(connection, timeouts=timeouts, runtime=runtime)
        return overlay_models(provider.name, ids)
    return tuple(model for model in MODELS if model.provider == provider.name)


def _call_for(
    request: StreamRequest | PlainRequest,
    connection: Connection,
    timeouts: Timeouts,
    runtime: Runtime,
) -> Call:
    check_request(request, connection.provider)
    return _make_call(request, connection, timeouts, runtime)


def _make_call(
    request: StreamRequest | PlainRequest,
    connection: Connection,
    timeouts: Timeouts,
    runtime: Runtime,
) -> Call:
    """Make the call of a request that has been checked."""
    provider = provider_for(connection)
    # The same id in all attempts, so that the provider can tell a repeat from a new request.
    http_request = provider.build_request(request, runtime.new_request_id())
    # Providers count by model; an own endpoint is one.
    scope = getattr(request, "endpoint", "") or getattr(request, "model", "")
    tokens = estimate_request_tokens(request) if connection.limit_key else 0
    return Call(provider, http_request, timeouts, runtime, tokens, scope)


async def _embed_part(start: int, part: EmbeddingRequest, call: Call) -> EmbeddedPart:
    payload, facts = await call.fetch()
    vectors = read_vectors(payload, len(part.texts), call.provider.name)
    return EmbeddedPart(start, tuple(vectors), facts)


async def _stream(
    call: Call, make_reply: Callable[[Callable[[], Timing]], Reply[Taken]], is_streaming: bool
) -> AsyncGenerator[list[Taken], None]:
    has_yielded = False
    while True:
        reply = make_reply(call.timing)
        try:
            async with (
                await call.send() as answer,
                aclosing(
                    read_reply(answer, call.provider, reply, is_streaming=is_streaming)
                ) as reads,
            ):
                await call.learn(answer)
                async for taken in reads:
                    has_yielded = True
                    yield taken
            await call.settle(reply.usage)
            return
        except GatewayError as error:
            if has_yielded or not await call.waits_for_repeat(error):
                raise
