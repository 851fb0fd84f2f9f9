"""The only way to a provider. Only `runs` imports this module."""

from __future__ import annotations

import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

import httpx
import orjson

from playground.gateway.authentication import ApplicationKey
from playground.gateway.authorization import authorize
from playground.gateway.catalog import models_for
from playground.gateway.connection import DEFAULT_TIMEOUTS, Connection, Timeouts
from playground.gateway.errors import AuthenticationError, GatewayError, InvalidRequestError
from playground.gateway.events import Event
from playground.gateway.messages import check_messages
from playground.gateway.payloads import as_label, as_objects
from playground.gateway.provider_errors import MASK
from playground.gateway.providers.base import Provider
from playground.gateway.reading import parse_answer, read_reply
from playground.gateway.registry import PROVIDERS
from playground.gateway.runtime import DEFAULT_RUNTIME, Runtime
from playground.gateway.transport import Answer, send
from playground.gateway.values import JSON, ChatRequest

_MAX_MODELS = 2_000


async def stream_chat(
    request: ChatRequest,
    connection: Connection,
    *,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    runtime: Runtime = DEFAULT_RUNTIME,
) -> AsyncGenerator[Event, None]:
    """Ask for a chat completion and yield its events as they arrive, `Finished` as the last.

    A request that is not streaming yields its text as one delta. Failures that pass are
    retried until the first event. Closing the generator or cancelling its task closes the
    provider's connection at once; consume it with `contextlib.aclosing`.
    Raises: GatewayError, in one of its kinds.
    """
    provider = _provider_for(connection)
    check_messages(request, provider.name)
    call = _Call(provider, provider.build_request(request, _new_request_id()), timeouts, runtime)
    has_yielded = False
    while True:
        try:
            async with (
                await call.send() as answer,
                aclosing(read_reply(answer, provider, is_streaming=request.is_streaming)) as reads,
            ):
                async for events in reads:
                    has_yielded = True
                    for event in events:
                        yield event
            return
        except GatewayError as error:
            if has_yielded or not call.may_repeat(error):
                raise
            wait_seconds = call.wait_seconds(error)
        if wait_seconds:
            await runtime.retries.sleep(wait_seconds)


async def list_models(
    connection: Connection,
    *,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    runtime: Runtime = DEFAULT_RUNTIME,
) -> tuple[str, ...]:
    """List the ids of the models that a connection offers; V1 answers from the catalogue.

    Raises: GatewayError, in one of its kinds.
    """
    provider = _provider_for(connection)
    request = provider.models_request()
    if request is None:
        return tuple(model.name for model in models_for(provider.name))
    call = _Call(provider, request, timeouts, runtime)
    while True:
        try:
            async with await call.send() as answer:
                payload = parse_answer(answer, await answer.read_all(), provider)
            break
        except GatewayError as error:
            if not call.may_repeat(error):
                raise
            wait_seconds = call.wait_seconds(error)
        await runtime.retries.sleep(wait_seconds)
    ids = (as_label(model.get("id")) for model in as_objects(payload.get("data"))[:_MAX_MODELS])
    return tuple(model_id for model_id in ids if model_id)


def describe_request(request: ChatRequest, connection: Connection) -> dict[str, JSON]:
    """Describe the request that would be sent: `method`, `url`, `headers`, `body`; keys masked.

    Raises: GatewayError if the request cannot be expressed.
    """
    provider = _provider_for(connection)
    check_messages(request, provider.name)
    http_request = provider.build_request(request, "")
    url = str(http_request.url)
    headers: dict[str, JSON] = {"Content-Type": "application/json"}
    if isinstance(connection.auth, ApplicationKey):
        url += f"?access_token={MASK}"
    else:
        headers["Authorization"] = MASK
    body: JSON = orjson.loads(http_request.content)
    return {"method": http_request.method, "url": url, "headers": headers, "body": body}


@dataclass(slots=True)
class _Call:
    """One request through all its attempts."""

    provider: Provider
    request: httpx.Request
    timeouts: Timeouts
    runtime: Runtime
    attempt: int = 0
    token: str = ""
    rejected_token: str = ""

    async def send(self) -> Answer:
        """Make the next attempt."""
        self.attempt += 1
        self.token = await authorize(self.request, self.provider, self.runtime, self.rejected_token)
        client = self.runtime.client_for(self.provider.connection.egress)
        return await send(client, self.request, self.timeouts, self.provider.name)

    def may_repeat(self, error: GatewayError) -> bool:
        """Say whether to make another attempt after this error."""
        return self._has_stale_token(error) or self.runtime.retries.allows(error, self.attempt)

    def wait_seconds(self, error: GatewayError) -> float:
        """Prepare the next attempt and say how long to wait for it."""
        if self._has_stale_token(error):
            self.rejected_token = self.token
            return 0.0
        return self.runtime.retries.wait_seconds(error, self.attempt)

    def _has_stale_token(self, error: GatewayError) -> bool:
        # Once: a fresh token that is refused as well was not the fault.
        is_expired = isinstance(error, AuthenticationError) and error.code == "access_token_expired"
        return is_expired and bool(self.token) and not self.rejected_token


def _provider_for(connection: Connection) -> Provider:
    provider = PROVIDERS.get(connection.provider)
    if provider is None:
        raise InvalidRequestError("provider_unknown", parameters={"name": connection.provider})
    return provider(connection)


def _new_request_id() -> str:
    # The same in all attempts, so that the provider can tell a repeat from a new request.
    return f"playground-{uuid.uuid4().hex}"
