"""Who calls: OAuth tokens and signatures on V1, bearer keys and tokens on V2."""

from __future__ import annotations

from starlette.requests import Request

from playground.sandbox.errors import V1Error, invalid_token
from playground.sandbox.keys import IAM_ACCESS_KEY, IAM_SECRET_KEY, V2_KEY
from playground.sandbox.signing import SignatureError, SignedRequest, verify
from playground.sandbox.state import now, sandbox_of
from playground.sandbox.tokens import TokenState

_SECRET_KEYS = {IAM_ACCESS_KEY: IAM_SECRET_KEY}


def expired_access_token() -> V1Error:
    """Return V1's answer to a token that was good once."""
    return V1Error(111, "Access token expired")


def authenticate_v1(request: Request) -> str:
    """Return the account a V1 request belongs to.

    Raises: V1Error 14, 100, 110 or 111
    """
    if request.headers.get("authorization", "").startswith("bce-auth-v1"):
        try:
            return check_signature(request)
        except SignatureError as exc:
            raise V1Error(
                14,
                "IAM Certification failed",
                status_code=exc.status_code,
                headers=signature_error_headers(exc),
            ) from exc
    token = request.query_params.get("access_token", "")
    if not token:
        raise V1Error(100, "Invalid parameter: no access_token")
    state = sandbox_of(request).tokens.check_access_token(token, now())
    if state is TokenState.EXPIRED:
        raise expired_access_token()
    if state is TokenState.UNKNOWN:
        raise V1Error(110, "Access token invalid or no longer valid")
    return "application"


def authenticate_v2(request: Request) -> str:
    """Return the account a V2 request belongs to.

    Raises: V2Error 401 invalid_iam_token
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise invalid_token()
    if token == V2_KEY:
        return "v2-key"
    if sandbox_of(request).tokens.check_bearer_token(token, now()) is not TokenState.VALID:
        raise invalid_token()
    return IAM_ACCESS_KEY


def check_signature(request: Request) -> str:
    """Return the access key whose signature `request` carries.

    Raises: SignatureError
    """
    scope = request.scope
    # The raw headers: other servers and frameworks drop `Request_id` for its underscore.
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    signed = SignedRequest(
        method=scope["method"],
        path=scope["path"],
        query_string=scope["query_string"].decode("latin-1"),
        headers=headers,
    )
    return verify(signed, _SECRET_KEYS, now()).access_key


def signature_error_headers(error: SignatureError) -> dict[str, str]:
    """Return the headers that tell why a signature was refused."""
    return {"X-Bce-Error-Code": error.code, "X-Bce-Error-Message": error.cause}
