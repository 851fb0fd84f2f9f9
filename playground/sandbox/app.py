"""Puts the sandbox together: its routes, and the answers to what it does not serve."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from playground.sandbox.authentication import authenticate_v2
from playground.sandbox.catalog import V2_LISTED
from playground.sandbox.chat import v1_chat, v2_chat
from playground.sandbox.errors import V1Error, V2Error, unknown_endpoint
from playground.sandbox.state import Sandbox, sandbox_of
from playground.sandbox.token_routes import bearer_token, oauth_token

V1_PREFIX = "/rpc/2.0/ai_custom/v1/wenxinworkshop"

_ABOUT = """\
This is the Qianfan sandbox: a local server that speaks Qianfan's V1 and V2 protocols.
It is not Baidu's service. Answers come from a small local model or from a script, and cost nothing.

  POST /oauth/2.0/token                                            application key to access token
  POST /rpc/2.0/ai_custom/v1/wenxinworkshop/chat/{endpoint}        chat, V1
  GET  /v1/BCE-BEARER/token                                        IAM key to bearer token, signed
  POST /v2/chat/completions                                        chat, V2
  GET  /v2/models                                                  models, V2
  GET  /sandbox/stats                                              counters
  GET  /health                                                     state
"""


def create_app(sandbox: Sandbox) -> Starlette:
    """Return the ASGI application that serves `sandbox`."""
    app = Starlette(
        routes=[
            Route("/", _about),
            Route("/health", _health),
            Route("/sandbox/stats", _stats),
            Route("/oauth/2.0/token", oauth_token, methods=["GET", "POST"]),
            Route("/v1/BCE-BEARER/token", bearer_token),
            Route(V1_PREFIX + "/chat/{endpoint}", v1_chat, methods=["POST"]),
            Route("/v2/chat/completions", v2_chat, methods=["POST"]),
            Route("/v2/models", _v2_models),
        ],
        exception_handlers={HTTPException: _not_served},
    )
    app.state.sandbox = sandbox
    return app


async def _about(request: Request) -> Response:
    return PlainTextResponse(_ABOUT)


async def _health(request: Request) -> Response:
    return JSONResponse({"status": "ok", "backend": sandbox_of(request).backend_name})


async def _stats(request: Request) -> Response:
    return JSONResponse(sandbox_of(request).counters.snapshot())


async def _v2_models(request: Request) -> Response:
    try:
        authenticate_v2(request)
    except V2Error as exc:
        return JSONResponse(exc.body(), exc.status_code)
    listed = [
        {"id": name, "object": "model", "owned_by": "sandbox", "created": 1_700_000_000}
        for name in V2_LISTED
    ]
    return JSONResponse({"object": "list", "data": listed})


async def _not_served(request: Request, exc: Exception) -> Response:
    """Answer unknown paths and methods in the words of the protocol they belong to."""
    status = exc.status_code if isinstance(exc, HTTPException) else 500
    if request.url.path.startswith("/rpc/"):
        refusal = V1Error(336101, "Invalid HTTP Method") if status == 405 else unknown_endpoint()
        return JSONResponse(refusal.body())
    if status == 405 and request.url.path.startswith("/v2/"):
        body = V2Error(405, "method_not_supported", "Method not supported").body()
        return JSONResponse(body, status)
    return JSONResponse({"error": {"code": "not_found", "message": "Not found"}}, status)
