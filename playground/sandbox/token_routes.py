"""The two ways to get a token: OAuth for an application pair, the exchange for an IAM key."""

from __future__ import annotations

import secrets
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse

from playground.sandbox.authentication import check_signature, signature_error_headers
from playground.sandbox.keys import REFUSED_SECRET_WORD
from playground.sandbox.signing import SignatureError
from playground.sandbox.state import now, sandbox_of
from playground.sandbox.tokens import BEARER_TOKEN_SECONDS

_LONGEST_BEARER_SECONDS = 30 * 24 * 3600


async def oauth_token(request: Request) -> JSONResponse:
    """Answer `/oauth/2.0/token`; all parameters are in the query, a body is ignored."""
    query = request.query_params
    if query.get("grant_type") != "client_credentials" or not query.get("client_id"):
        return _refusal("unknown client id")
    client_secret = query.get("client_secret", "")
    if not client_secret or REFUSED_SECRET_WORD in client_secret:
        return _refusal("Client authentication failed")
    sandbox = sandbox_of(request)
    sandbox.counters.access_tokens_issued += 1
    return JSONResponse(
        {
            "access_token": sandbox.tokens.issue_access_token(now()),
            "expires_in": sandbox.tokens.access_token_seconds,
            "refresh_token": f"25.{secrets.token_hex(16)}.315360000",
            "scope": "public ai_custom_qianfan_bloomz_7b_compressed",
            "session_key": secrets.token_hex(16),
            "session_secret": secrets.token_hex(16),
        }
    )


async def bearer_token(request: Request) -> JSONResponse:
    """Answer the signed `/v1/BCE-BEARER/token`."""
    try:
        access_key = check_signature(request)
    except SignatureError as exc:
        return JSONResponse(
            {"requestId": secrets.token_hex(16), "code": exc.code, "message": exc.cause},
            status_code=exc.status_code,
            headers=signature_error_headers(exc),
        )
    wanted = request.query_params.get("expireInSeconds", "")
    seconds = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10 else 0
    sandbox = sandbox_of(request)
    sandbox.counters.bearer_tokens_issued += 1
    token = sandbox.tokens.issue_bearer_token(
        now(), min(seconds or BEARER_TOKEN_SECONDS, _LONGEST_BEARER_SECONDS)
    )
    return JSONResponse(
        {
            "userId": access_key.encode().hex()[:32],
            "token": token.text,
            "status": "enable",
            "createTime": _timestamp(token.created_at),
            "expireTime": _timestamp(token.expires_at),
        }
    )


def _refusal(description: str) -> JSONResponse:
    body = {"error": "invalid_client", "error_description": description}
    return JSONResponse(body, status_code=401)


def _timestamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
