"""The only way to a provider. Only `runs` imports this module."""

from __future__ import annotations

import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing

import orjson

from playground.gateway.authentication import ApplicationKey, NoKey
from playground.gateway.call import Call
from playground.gateway.catalog import models_for
from playground.gateway.connection import DEFAULT_TIMEOUTS, Connection, Timeouts
from playground.gateway.errors import GatewayError, InvalidRequestError
from playground.gateway.events import Event
from playground.gateway.messages import check_messages
from playground.gateway.payloads import as_label, as_objects
from playground.gateway.provider_errors import MASK
from playground.gateway.providers.base import Provider
from playground.gateway.reading import parse_answer, read_reply
from playground.gateway.registry import PROVIDERS
from playground.gateway.runtime import DEFAULT_RUNTIME, Runtime
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
    call = Call(provider, provider.build_request(request, _new_request_id()), timeouts, runtime)
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
            wait_seconds = None if has_yielded else call.plan_repeat(error)
            if wait_seconds is None:
                raise
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
    call = Call(provider, request, timeouts, runtime)
    while True:
        try:
            async with await call.send() as answer:
                payload = parse_answer(answer, await answer.read_all(), provider)
            break
        except GatewayError as error:
            wait_seconds = call.plan_repeat(error)
            if wait_seconds is None:
                raise
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
    elif not isinstance(connection.auth, NoKey):
        headers["Authorization"] = MASK
    body: JSON = orjson.loads(http_request.content)
    return {"method": http_request.method, "url": url, "headers": headers, "body": body}


def _provider_for(connection: Connection) -> Provider:
    provider = PROVIDERS.get(connection.provider)
    if provider is None:
        raise InvalidRequestError("provider_unknown", parameters={"name": connection.provider})
    return provider(connection)


def _new_request_id() -> str:
    # The same in all attempts, so that the provider can tell a repeat from a new request.
    return f"playground-{uuid.uuid4().hex}"
