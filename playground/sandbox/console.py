"""The console's lists of services, old and new. Only signed requests are answered."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.sandbox.authentication import check_signature, signature_error_headers
from playground.sandbox.catalog import SERVICES, Service
from playground.sandbox.errors import ConsoleError
from playground.sandbox.exchange import V1_PREFIX, guarded
from playground.sandbox.faults import HEADER, UnknownFaultError, read_faults
from playground.sandbox.plain_answers import PlainAnswer
from playground.sandbox.request_faults import Strike, strike
from playground.sandbox.responses import WatchedResponse
from playground.sandbox.service_pages import describe_preset, describe_service, describe_services
from playground.sandbox.signing import SignatureError
from playground.sandbox.state import sandbox_of

Answer = Callable[[Request, dict[str, Any]], dict[str, Any]]

_ACTIONS: Mapping[str, Callable[[dict[str, Any], str], dict[str, Any]]] = {
    "DescribeServices": describe_services,
    "DescribeService": describe_service,
    "DescribePresetServices": describe_preset,
}


def _list_services(request: Request, body: dict[str, Any]) -> dict[str, Any]:
    """Return all services, or those of the kinds that are asked for."""
    kinds = body.get("apiTypefilter")
    if kinds is not None and not isinstance(kinds, list):
        raise ConsoleError(400, "InappropriateJSON", "apiTypefilter must be a list")
    listed = [service for service in SERVICES if not kinds or service.kind in kinds]
    prefix = _prefix(request)
    return {
        "log_id": str(secrets.randbelow(10**10)),
        "result": {
            "common": [_entry(service, prefix) for service in listed if not service.is_custom],
            "custom": [_entry(service, prefix) for service in listed if service.is_custom],
        },
    }


def _act(request: Request, body: dict[str, Any]) -> dict[str, Any]:
    name = request.query_params.get("Action", "")
    action = _ACTIONS.get(name)
    if action is None:
        message = f"Action {name[:40]!r} is not served; known: {', '.join(_ACTIONS)}"
        raise ConsoleError(400, "InvalidAction", message)
    return {"requestId": _make_request_id(), "result": action(body, _prefix(request))}


def _entry(service: Service, prefix: str) -> dict[str, Any]:
    return {
        "name": service.name,
        "url": f"{prefix}/{service.kind}/{service.endpoint}",
        "apiType": service.kind,
        "chargeStatus": "OPENED",
        "versionList": [{"trainType": service.endpoint, "serviceStatus": "Done"}],
    }


def _prefix(request: Request) -> str:
    return str(request.base_url).rstrip("/") + V1_PREFIX


def _route(path: str, answer: Answer) -> Route:
    async def serve(request: Request) -> Response:
        return await guarded(request, lambda headers: _serve(request, answer, headers))

    return Route(path, serve, methods=["POST"])


async def _serve(request: Request, answer: Answer, headers: dict[str, str]) -> Response:
    """Answer one request; the console has a shape of its own for what it refuses."""
    sandbox = sandbox_of(request)
    try:
        raw = await request.body()
        _sign_in(request)
        faults = read_faults("", request.headers.get(HEADER, ""))
        # Faults speak V1: the codes that clients of the console try again on are V1's.
        replacement = strike(Strike("v1", faults, "", raw), sandbox)
        if replacement is not None:
            replacement.headers.update(headers)
            # A hanging response counts itself once its client has left.
            if not isinstance(replacement, WatchedResponse):
                sandbox.counters.requests_refused += 1
            return replacement
        body = answer(request, _read_json(raw))
        return PlainAnswer(body, "v1", faults, counters=sandbox.counters, headers=headers)
    except UnknownFaultError as exc:
        error = ConsoleError(400, "InvalidParameter", str(exc))
    except ConsoleError as exc:
        error = exc
    sandbox.counters.requests_refused += 1
    refusal = {"requestId": _make_request_id(), **error.body()}
    return JSONResponse(refusal, error.status_code, headers={**headers, **error.headers})


def _sign_in(request: Request) -> None:
    if not request.headers.get("authorization", "").startswith("bce-auth-v1"):
        raise ConsoleError(403, "AccessDenied", "Access denied")
    try:
        check_signature(request)
    except SignatureError as exc:
        headers = signature_error_headers(exc)
        raise ConsoleError(exc.status_code, exc.code, exc.cause, headers=headers) from exc


def _read_json(raw: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError as exc:
        raise ConsoleError(400, "InappropriateJSON", "The request body is not JSON") from exc
    if not isinstance(body, dict):
        raise ConsoleError(400, "InappropriateJSON", "The request body is not an object")
    return body


def _make_request_id() -> str:
    text = secrets.token_hex(16)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


ROUTES = [
    _route("/wenxinworkshop/service/list", _list_services),
    _route("/v2/service", _act),
]
