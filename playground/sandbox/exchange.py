"""What all services share: who calls, faults, limits, headers, and errors in the caller's protocol.

A service is a module with `ROUTES`, made by `v1_service` and `v2_service`.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.sandbox.authentication import authenticate_v1, authenticate_v2
from playground.sandbox.errors import (
    ApiError,
    V1Error,
    V2Error,
    Version,
    invalid_argument,
    unknown_endpoint,
)
from playground.sandbox.faults import HEADER, Faults, UnknownFaultError, read_faults
from playground.sandbox.frames import make_id
from playground.sandbox.plain_answers import PlainAnswer
from playground.sandbox.request_faults import Strike, requests_limit, strike, tokens_limit
from playground.sandbox.responses import WatchedResponse
from playground.sandbox.state import Sandbox, now, sandbox_of

V1_PREFIX = "/rpc/2.0/ai_custom/v1/wenxinworkshop"

Model = TypeVar("Model")


@dataclass(slots=True)
class Exchange(Generic[Model]):
    """One request that passed sign-in and faults, on its way to an answer.

    `name` is the endpoint of the path, or the body's `model`; `model` is what the service found
    under it. `base_url` is the sandbox as the client calls it. `headers` go out with the answer.
    """

    version: Version
    account: str
    name: str
    model: Model
    body: dict[str, Any]
    faults: Faults
    sandbox: Sandbox
    base_url: str
    headers: dict[str, str] = field(default_factory=dict)

    def count(self, tokens: int) -> None:
        """Count a checked request of `tokens` estimated tokens against the account's limits.

        Raises: V1Error 336501 or 336502, V2Error 429
        """
        limiter = self.sandbox.limiter
        passed = limiter.take(self.account, tokens, now().timestamp())
        self.headers.update(limiter.headers(self.account))
        if passed == "requests":
            raise requests_limit(self.version)
        if passed == "tokens":
            raise tokens_limit(self.version)
        self.sandbox.counters.prompts += 1

    def plain(self, body: dict[str, Any]) -> Response:
        """Return the answer of one JSON object, broken where the faults say so."""
        return PlainAnswer(
            body, self.version, self.faults, counters=self.sandbox.counters, headers=self.headers
        )


@dataclass(frozen=True, slots=True)
class _Service(Generic[Model]):
    version: Version
    find: Callable[[str], Model | None]
    answer: Callable[[Exchange[Model]], Awaitable[Response]]


def v1_service(
    path: str,
    find: Callable[[str], Model | None],
    answer: Callable[[Exchange[Model]], Awaitable[Response]],
) -> Route:
    """Return the route of a V1 service; `path` follows the prefix and may hold `{endpoint}`.

    `find` returns the model of an endpoint, or None if there is none; for a path without one it
    gets the body's `model`, or "". `answer` may raise V1Error.
    """
    service = _Service("v1", find, answer)
    return Route(V1_PREFIX + path, _endpoint(service), methods=["POST"])


def v2_service(
    path: str,
    find: Callable[[str], Model | None],
    answer: Callable[[Exchange[Model]], Awaitable[Response]],
) -> Route:
    """Return the route of a V2 service; `find` returns the model of a name, or None.

    `answer` may raise V2Error.
    """
    return Route(path, _endpoint(_Service("v2", find, answer)), methods=["POST"])


async def guarded(
    request: Request, work: Callable[[dict[str, str]], Awaitable[Response]]
) -> Response:
    """Return what `work` makes of the headers given to it; its ApiErrors become answers."""
    sandbox = sandbox_of(request)
    sandbox.counters.requests_started += 1
    headers = {"X-Baidu-Request-Id": _request_id(request) or secrets.token_hex(16)}
    try:
        return await work(headers)
    except ClientDisconnect:
        sandbox.counters.cancelled_by_client += 1
        return Response(status_code=400)
    except ApiError as exc:
        sandbox.counters.requests_refused += 1
        return refusal(exc, headers)


def refusal(error: ApiError, headers: dict[str, str]) -> Response:
    """Return the answer that tells `error`; its own headers win over `headers`."""
    body = {**error.body(), "id": make_id()}
    return JSONResponse(body, error.status_code, headers={**headers, **error.headers})


def _endpoint(service: _Service[Model]) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        return await guarded(request, lambda headers: _serve(service, request, headers))

    return serve


async def _serve(service: _Service[Model], request: Request, headers: dict[str, str]) -> Response:
    """Check the request in the order of the platform: caller, model, faults, body."""
    version, sandbox = service.version, sandbox_of(request)
    raw = await request.body()
    account = authenticate_v1(request) if version == "v1" else authenticate_v2(request)
    headers.update(sandbox.limiter.headers(account))
    body = _parse_json(raw)
    name = _read_name(request, body, version)
    model = service.find(name)
    if model is None:
        raise unknown_endpoint() if version == "v1" else _unknown_model()
    try:
        faults = read_faults(name, request.headers.get(HEADER, ""))
    except UnknownFaultError as exc:
        raise invalid_argument(version, str(exc)) from exc
    replacement = strike(Strike(version, faults, _request_id(request), raw), sandbox)
    if replacement is not None:
        replacement.headers.update(headers)
        # A hanging response counts itself once its client has left.
        if not isinstance(replacement, WatchedResponse):
            sandbox.counters.requests_refused += 1
        return replacement
    if body is None:
        raise V1Error(336002, "Invalid JSON")
    base_url = str(request.base_url).rstrip("/")
    exchange = Exchange(version, account, name, model, body, faults, sandbox, base_url, headers)
    return await service.answer(exchange)


def _read_name(request: Request, body: dict[str, Any] | None, version: Version) -> str:
    """Return the endpoint or model asked for; a V1 path without an endpoint may do without.

    Raises: V2Error malformed_json or invalid_model
    """
    if "endpoint" in request.path_params:
        return str(request.path_params["endpoint"])
    if version == "v2" and body is None:
        raise V2Error(400, "malformed_json", "The request body is not a JSON object")
    name = (body or {}).get("model")
    if version == "v2" and (not isinstance(name, str) or not name):
        raise V2Error(400, "invalid_model", "model is empty")
    return name if isinstance(name, str) else ""


def _request_id(request: Request) -> str:
    """Return the id the client gave this request; the official SDK's header has an underscore."""
    headers = request.headers
    for name in ("request_id", "x-baidu-request-id", "x-request-id"):
        if headers.get(name):
            return headers[name][:128]
    return ""


def _unknown_model() -> V2Error:
    message = "The model does not exist or you do not have access to it."
    return V2Error(401, "invalid_model", message)


def _parse_json(raw: bytes) -> dict[str, Any] | None:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None
