"""Calls for the rows of batches: a request in, an answer out. The row is its record, not a run."""

from __future__ import annotations

import struct
import time
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from playground.credentials.models import Credential
from playground.credentials.services import connection_for
from playground.gateway import (
    JSON,
    Connection,
    EmbeddingRequest,
    Finished,
    ImageRequest,
    ReasoningDelta,
    StreamRequest,
    TextDelta,
    Timeouts,
    Usage,
)
from playground.gateway.client import embed, generate_images, stream_reply
from playground.gateway.description import describe_request
from playground.gateway.limits import BATCH
from playground.gateway.provider_errors import scrub_json, secrets_of
from playground.gateway.results import AnswerFacts
from playground.gateway.retries import RetryPolicy
from playground.gateway.runtime import Runtime
from playground.gateway.values import Image
from playground.runs.gateway_runtime import gateway_runtime
from playground.runs.requests import RunRequest

# A row may ask for whatever a run may.
BatchRequest: TypeAlias = RunRequest

# Whoever works on a batch decides for itself when to ask again, as it may slow down first.
_ONE_ATTEMPT = RetryPolicy(attempts=1)


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """What came of a row.

    `vector` holds little-endian 32-bit floats. Times are milliseconds and without what was
    waited for the rate limits; `ttft_ms` is that of the first piece of text.
    """

    output: str = field(default="", repr=False)
    reasoning: str = field(default="", repr=False)
    vector: bytes | None = field(default=None, repr=False)
    images: tuple[Image, ...] = ()
    finish_reason: str = ""
    model: str = ""
    request_id: str = ""
    usage: Usage | None = None
    ttft_ms: int | None = None
    latency_ms: int = 0


class BatchCaller:
    """Makes the calls of one job, behind the interactive ones of the same credential."""

    def __init__(self, credential: Credential, provider: str, *, timeout_seconds: float) -> None:
        """Raises: GatewayError where the provider cannot be reached, SecretUnreadableError."""
        connection = connection_for(credential, provider)
        self._connection: Connection = replace(connection, priority=BATCH)
        self._runtime: Runtime = replace(gateway_runtime(), retries=_ONE_ATTEMPT)
        self.timeout_seconds = timeout_seconds

    @property
    def timeout_seconds(self) -> float:
        """How long one attempt may take; waiting for the rate limits does not count."""
        return self._timeouts.total_seconds

    @timeout_seconds.setter
    def timeout_seconds(self, seconds: float) -> None:
        self._timeouts = Timeouts(
            first_byte_seconds=seconds, idle_seconds=seconds, total_seconds=seconds
        )

    async def call(self, request: BatchRequest) -> BatchAnswer:
        """Make one attempt. Raises: GatewayError."""
        match request:
            case EmbeddingRequest():
                return await self._embed(request)
            case ImageRequest():
                return await self._draw(request)
            case _:
                return await self._write(request)

    async def _write(self, request: StreamRequest) -> BatchAnswer:
        output: list[str] = []
        reasoning: list[str] = []
        first_at = 0.0
        finished: Finished | None = None
        started_at = time.monotonic()
        reply = stream_reply(
            request, self._connection, timeouts=self._timeouts, runtime=self._runtime
        )
        async with aclosing(reply) as events:
            async for event in events:
                first_at = first_at or time.monotonic()
                if isinstance(event, TextDelta):
                    output.append(event.text)
                elif isinstance(event, ReasoningDelta):
                    reasoning.append(event.text)
                elif isinstance(event, Finished):
                    finished = event
        assert finished is not None
        waited = finished.timing.waited_seconds
        latency_ms = _milliseconds(finished.timing.network_seconds)
        return BatchAnswer(
            output="".join(output),
            reasoning="".join(reasoning),
            finish_reason=finished.finish_reason.value,
            model=finished.model,
            request_id=finished.request_id,
            usage=finished.usage,
            # Making the request counts here, and not there.
            ttft_ms=min(latency_ms, _milliseconds(first_at - started_at - waited)),
            latency_ms=latency_ms,
        )

    async def _embed(self, request: EmbeddingRequest) -> BatchAnswer:
        result = await embed(
            request, self._connection, timeouts=self._timeouts, runtime=self._runtime
        )
        numbers = result.vectors[0]
        return _answer(result.facts, vector=struct.pack(f"<{len(numbers)}f", *numbers))

    async def _draw(self, request: ImageRequest) -> BatchAnswer:
        result = await generate_images(
            request, self._connection, timeouts=self._timeouts, runtime=self._runtime
        )
        return _answer(result.facts, images=result.images)


def describe_batch_request(
    request: BatchRequest, credential: Credential, provider: str
) -> Mapping[str, JSON]:
    """Tell what would be sent: method, URL, headers and body, with every secret masked.

    Raises: GatewayError where the provider cannot be reached, SecretUnreadableError.
    """
    connection = connection_for(credential, provider)
    described = describe_request(request, connection)
    scrubbed = scrub_json(described, secrets_of(connection.auth))
    assert isinstance(scrubbed, Mapping)
    return scrubbed


def _answer(
    facts: AnswerFacts, *, vector: bytes | None = None, images: tuple[Image, ...] = ()
) -> BatchAnswer:
    return BatchAnswer(
        vector=vector,
        images=images,
        finish_reason="stop",
        model=facts.model,
        request_id=facts.request_id,
        usage=facts.usage,
        latency_ms=_milliseconds(facts.timing.network_seconds),
    )


def _milliseconds(seconds: float) -> int:
    return max(0, round(seconds * 1000))
