"""Puts the sandbox together: its routes, and the answers to what it does not serve."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from playground.sandbox import (
    chat,
    completions,
    console,
    embeddings,
    ernie_plugins,
    image_to_text,
    images,
    plugin_applications,
    rerankers,
    token_counter,
)
from playground.sandbox.about import FRONT_PAGE
from playground.sandbox.authentication import authenticate_v2
from playground.sandbox.catalog import V2_LISTED
from playground.sandbox.errors import V1Error, V2Error, unknown_endpoint
from playground.sandbox.exchange import guarded
from playground.sandbox.faults import Faults
from playground.sandbox.plain_answers import PlainAnswer
from playground.sandbox.state import Sandbox, sandbox_of
from playground.sandbox.token_routes import bearer_token, oauth_token

_SERVICES = (
    chat,
    completions,
    console,
    embeddings,
    ernie_plugins,
    image_to_text,
    images,
    plugin_applications,
    rerankers,
    token_counter,
)


def create_app(sandbox: Sandbox) -> Starlette:
    """Return the ASGI application that serves `sandbox`."""
    app = Starlette(
        routes=[
            Route("/", _about),
            Route("/health", _health),
            Route("/sandbox/stats", _stats),
            Route("/oauth/2.0/token", oauth_token, methods=["GET", "POST"]),
            Route("/v1/BCE-BEARER/token", bearer_token),
            Route("/v2/models", _v2_models),
            *(route for service in _SERVICES for route in service.ROUTES),
        ],
        exception_handlers={HTTPException: _not_served},
    )
    # A redirect would hide that a client has the slash at the end of a path wrong.
    app.router.redirect_slashes = False
    app.state.sandbox = sandbox
    return app


async def _about(request: Request) -> Response:
    return PlainTextResponse(FRONT_PAGE)


async def _health(request: Request) -> Response:
    return JSONResponse({"status": "ok", "backend": sandbox_of(request).backend_name})


async def _stats(request: Request) -> Response:
    return JSONResponse(sandbox_of(request).counters.snapshot())


async def _v2_models(request: Request) -> Response:
    async def work(headers: dict[str, str]) -> Response:
        account = authenticate_v2(request)
        headers.update(sandbox_of(request).limiter.headers(account))
        listed = [
            {"id": name, "object": "model", "owned_by": "sandbox", "created": 1_700_000_000}
            for name in V2_LISTED
        ]
        body = {"object": "list", "data": listed}
        counters = sandbox_of(request).counters
        return PlainAnswer(body, "v2", Faults(), counters=counters, headers=headers)

    return await guarded(request, work)


async def _not_served(request: Request, exc: Exception) -> Response:
    """Answer unknown paths and methods in the words of the protocol they belong to."""
    status = exc.status_code if isinstance(exc, HTTPException) else 500

    async def work(headers: dict[str, str]) -> Response:
        if request.url.path.startswith("/rpc/"):
            raise V1Error(336101, "Invalid HTTP Method") if status == 405 else unknown_endpoint()
        if status == 405 and request.url.path.startswith("/v2/"):
            raise V2Error(405, "method_not_supported", "Method not supported")
        raise V2Error(status, "not_found", "Not found")

    return await guarded(request, work)
