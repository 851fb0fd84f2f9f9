"""From the bytes of an answer to events; a network read is parsed in one go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from playground.gateway.errors import (
    ErrorDetails,
    GatewayError,
    MalformedResponseError,
    RequestTimeoutError,
    StreamInterruptedError,
)
from playground.gateway.payloads import parse_object
from playground.gateway.provider_errors import PlainAnswer, find_request_id
from playground.gateway.providers.base import Provider
from playground.gateway.reply import Reply
from playground.gateway.sse import ServerSentEvent, SSEDecoder
from playground.gateway.transport import Answer
from playground.gateway.values import JSON

# How long to wait for the end of a body whose last event has come, so that the connection
# can be used again.
_DRAIN_SECONDS = 0.25

Taken = TypeVar("Taken")


async def read_reply(
    answer: Answer, provider: Provider, reply: Reply[Taken], *, is_streaming: bool
) -> AsyncGenerator[list[Taken], None]:
    """Yield what `reply` collects of each network read, and what its end adds.

    Raises: GatewayError. What was read before a fault is yielded before it is raised.
    """
    chunk = await answer.read()
    if not _is_event_stream(answer, chunk, is_streaming=is_streaming):
        payload = parse_answer(answer, chunk + await answer.read_all(), provider)
        yield _read_whole(payload, answer, provider, reply)
        return
    decoder = SSEDecoder()
    while chunk and not reply.is_ended:
        fault = _read_chunk(chunk, decoder, answer, provider, reply)
        if taken := reply.take():
            yield taken
        if fault is not None:
            raise _located(fault, reply)
        if not reply.is_ended:
            chunk = await _read_next(answer, reply)
    if not reply.is_ended:
        _read_rest(decoder, answer, provider, reply)
    if not provider.is_complete(reply):
        raise _interruption(answer, provider, reply)
    if taken := _finish(reply, provider.without_text(reply.last_payload), answer):
        yield taken
    if chunk:
        await _drain(answer)


def parse_answer(answer: Answer, body: bytes, provider: Provider) -> Mapping[str, JSON]:
    """Parse an answer that is not a stream.

    Raises: GatewayError if it is, or holds, an error.
    """
    headers = dict(answer.headers)
    try:
        payload = parse_object(body)
    except MalformedResponseError as exc:
        if answer.status_code >= 300:
            raise provider.map_error(PlainAnswer(answer.status_code, headers)) from exc
        details = _details(answer, provider)
        raise MalformedResponseError("response_not_json", details=details) from exc
    if answer.status_code >= 300 or provider.is_error(payload):
        raise provider.map_error(PlainAnswer(answer.status_code, headers, payload))
    return payload


def _is_event_stream(answer: Answer, first_chunk: bytes, *, is_streaming: bool) -> bool:
    if answer.status_code >= 300 or answer.content_type.endswith("json"):
        return False
    if answer.content_type == "text/event-stream":
        return True
    # Some servers forget the type; an error page or a JSON body is known by its first byte.
    return is_streaming and not first_chunk.lstrip().startswith((b"{", b"[", b"<"))


def _read_whole(
    payload: Mapping[str, JSON], answer: Answer, provider: Provider, reply: Reply[Taken]
) -> list[Taken]:
    if not provider.is_completion(payload):
        raise MalformedResponseError(details=_details(answer, provider))
    reply.add_payload(payload, "", answer.status_code, answer.headers)
    provider.parse_payload(payload, reply)
    return _finish(reply, payload, answer)


def _read_chunk(
    chunk: bytes, decoder: SSEDecoder, answer: Answer, provider: Provider, reply: Reply[Any]
) -> GatewayError | None:
    try:
        _read_events(decoder.decode(chunk), answer, provider, reply)
    except GatewayError as fault:
        if not fault.provider:
            fault.details = _details(answer, provider)
        return fault
    return None


def _read_events(
    events: Iterable[ServerSentEvent], answer: Answer, provider: Provider, reply: Reply[Any]
) -> None:
    for event in events:
        data = event.data.strip()
        if data == b"[DONE]":
            reply.is_ended = True
        elif data:
            payload = _parse_frame(data, answer, provider)
            if event.event == "error" or provider.is_error(payload):
                headers = dict(answer.headers)
                raise provider.map_error(PlainAnswer(answer.status_code, headers, payload))
            reply.add_payload(payload, event.event, answer.status_code, answer.headers)
            provider.parse_payload(payload, reply, event.event)
        if reply.is_ended:
            return


def _parse_frame(data: bytes, answer: Answer, provider: Provider) -> Mapping[str, JSON]:
    try:
        return parse_object(data)
    except MalformedResponseError as exc:
        raise MalformedResponseError(details=_details(answer, provider)) from exc


async def _read_next(answer: Answer, reply: Reply[Any]) -> bytes:
    try:
        return await answer.read()
    except (MalformedResponseError, StreamInterruptedError):
        raise
    except GatewayError as error:
        if not reply.has_yielded:
            raise
        is_silence = isinstance(error, RequestTimeoutError)
        code = "stream_idle" if is_silence else "stream_interrupted"
        interruption = StreamInterruptedError(code, details=error.details)
        raise _located(interruption, reply) from error


def _read_rest(decoder: SSEDecoder, answer: Answer, provider: Provider, reply: Reply[Any]) -> None:
    try:
        _read_events(decoder.flush(), answer, provider, reply)
    except MalformedResponseError as exc:
        # Half an event is what a cut connection leaves behind.
        raise _interruption(answer, provider, reply) from exc


def _interruption(answer: Answer, provider: Provider, reply: Reply[Any]) -> GatewayError:
    # A stream that said nothing at all may as well be asked for again.
    is_empty = not reply.has_yielded
    error = StreamInterruptedError(details=_details(answer, provider), retryable=is_empty)
    return _located(error, reply)


def _located(error: GatewayError, reply: Reply[Any]) -> GatewayError:
    """Name the completion in which an error happened."""
    if reply.request_id:
        error.details = replace(error.details, request_id=reply.request_id)
    return error


def _finish(reply: Reply[Taken], raw: Mapping[str, JSON], answer: Answer) -> list[Taken]:
    reply.request_id = reply.request_id or find_request_id(answer.headers)
    return reply.finish(raw, answer.headers)


async def _drain(answer: Answer) -> None:
    try:
        async with asyncio.timeout(_DRAIN_SECONDS):
            while await answer.read():
                pass
    except (TimeoutError, GatewayError):
        # The completion is whole; the connection just cannot be used again.
        return


def _details(answer: Answer, provider: Provider) -> ErrorDetails:
    details = ErrorDetails(provider=provider.name, status_code=answer.status_code)
    return replace(details, request_id=find_request_id(answer.headers))
