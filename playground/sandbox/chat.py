"""The two chat routes: who calls, what is wrong with the request, then the answer."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from playground.sandbox.authentication import authenticate_v1, authenticate_v2
from playground.sandbox.catalog import find_v1_model, find_v2_model, is_reasoning_model
from playground.sandbox.errors import ApiError, V1Error, V2Error, unknown_endpoint
from playground.sandbox.faults import HEADER, Faults, UnknownFaultError, read_faults
from playground.sandbox.frames import Answer, Dialect, V1Dialect, V2Dialect, make_id
from playground.sandbox.prompts import Prompt
from playground.sandbox.replies import start_reply
from playground.sandbox.request_faults import (
    Strike,
    Version,
    requests_limit,
    strike,
    tokens_limit,
)
from playground.sandbox.responses import WatchedResponse
from playground.sandbox.state import Sandbox, now, sandbox_of
from playground.sandbox.streaming import Delivery, EventStream, WholeAnswer
from playground.sandbox.v1_requests import read_v1_prompt
from playground.sandbox.v2_requests import read_v2_prompt


async def v1_chat(request: Request) -> Response:
    """Answer `POST {prefix}/chat/{endpoint}`."""
    return await _answer(request, "v1")


async def v2_chat(request: Request) -> Response:
    """Answer `POST /v2/chat/completions`."""
    return await _answer(request, "v2")


async def _answer(request: Request, version: Version) -> Response:
    sandbox = sandbox_of(request)
    sandbox.counters.requests_started += 1
    headers = {"X-Baidu-Request-Id": _request_id(request) or secrets.token_hex(16)}
    try:
        raw = await request.body()
        account = authenticate_v1(request) if version == "v1" else authenticate_v2(request)
        exchange = _Exchange(request, raw, account, headers)
        return exchange.answer_v1() if version == "v1" else exchange.answer_v2()
    except ClientDisconnect:
        sandbox.counters.cancelled_by_client += 1
        return Response(status_code=400)
    except ApiError as exc:
        sandbox.counters.requests_refused += 1
        body = {**exc.body(), "id": make_id()}
        return JSONResponse(body, exc.status_code, headers={**headers, **exc.headers})


class _Exchange:
    """One authenticated chat request on its way to an answer."""

    def __init__(self, request: Request, raw: bytes, account: str, headers: dict[str, str]) -> None:
        self._request = request
        self._raw = raw
        self._account = account
        self._headers = headers
        self._sandbox: Sandbox = sandbox_of(request)

    def answer_v1(self) -> Response:
        """Answer in V1's shape.

        Raises: V1Error
        """
        endpoint = self._request.path_params["endpoint"]
        model = find_v1_model(endpoint)
        if model is None:
            raise unknown_endpoint()
        try:
            faults = self._faults(endpoint)
        except UnknownFaultError as exc:
            raise V1Error(336003, str(exc)) from exc
        replacement = self._strike("v1", faults)
        if replacement is not None:
            return replacement
        body = _parse_json(self._raw)
        if body is None:
            raise V1Error(336002, "Invalid JSON")
        prompt = read_v1_prompt(body, model)
        self._count(prompt, "v1")
        answer = Answer(
            model=endpoint,
            prompt_tokens=prompt.tokens,
            faults=faults,
            has_finish_reason=model.has_finish_reason,
        )
        return self._deliver(prompt, V1Dialect(answer), faults, thinks=False)

    def answer_v2(self) -> Response:
        """Answer in V2's shape.

        Raises: V2Error
        """
        body = _parse_json(self._raw)
        if body is None:
            raise V2Error(400, "malformed_json", "The request body is not a JSON object")
        name = body.get("model")
        if not isinstance(name, str) or not name:
            raise V2Error(400, "invalid_model", "model is empty")
        model = find_v2_model(name)
        if model is None:
            message = "The model does not exist or you do not have access to it."
            raise V2Error(401, "invalid_model", message)
        try:
            faults = self._faults(name)
        except UnknownFaultError as exc:
            raise V2Error(400, "invalid_argument", str(exc)) from exc
        replacement = self._strike("v2", faults)
        if replacement is not None:
            return replacement
        prompt = read_v2_prompt(body, model)
        self._count(prompt, "v2")
        options = body.get("stream_options")
        answer = Answer(
            model=name,
            prompt_tokens=prompt.tokens,
            faults=faults,
            includes_usage=isinstance(options, dict) and options.get("include_usage") is True,
        )
        thinks = is_reasoning_model(name)
        return self._deliver(prompt, V2Dialect(answer), faults, thinks=thinks)

    def _faults(self, model: str) -> Faults:
        return read_faults(model, self._request.headers.get(HEADER, ""))

    def _strike(self, version: Version, faults: Faults) -> Response | None:
        request_id = _request_id(self._request)
        replacement = strike(Strike(version, faults, request_id, self._raw), self._sandbox)
        if replacement is not None:
            replacement.headers.update(self._headers)
            # A hanging response counts itself once its client has left.
            if not isinstance(replacement, WatchedResponse):
                self._sandbox.counters.requests_refused += 1
        return replacement

    def _count(self, prompt: Prompt, version: Version) -> None:
        limiter = self._sandbox.limiter
        passed = limiter.take(self._account, prompt.tokens, now().timestamp())
        self._headers.update(limiter.headers(self._account))
        if passed == "requests":
            raise requests_limit(version)
        if passed == "tokens":
            raise tokens_limit(version)
        self._sandbox.counters.prompts += 1

    def _deliver(
        self, prompt: Prompt, dialect: Dialect, faults: Faults, *, thinks: bool
    ) -> Response:
        reply = start_reply(prompt, faults, self._sandbox, thinks=thinks)
        headers: Mapping[str, str] = {**self._headers, "X-Sandbox-Backend": reply.backend}
        delivery = Delivery(reply, dialect, faults)
        is_stream = prompt.is_stream and "json" not in faults
        shape = EventStream if is_stream else WholeAnswer
        return shape(delivery, self._sandbox.counters, headers)


def _request_id(request: Request) -> str:
    """Return the id the client gave this request; the official SDK's header has an underscore."""
    headers = request.headers
    for name in ("request_id", "x-baidu-request-id", "x-request-id"):
        if headers.get(name):
            return headers[name][:128]
    return ""


def _parse_json(raw: bytes) -> dict[str, Any] | None:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None
