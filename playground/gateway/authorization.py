"""Puts a key on a request: a token in the query, a signature or a bearer header."""

from __future__ import annotations

from functools import lru_cache

import httpx

from playground.gateway.authentication import (
    AccessToken,
    ApplicationKey,
    BearerKey,
    IamKey,
    NoKey,
    key_text,
)
from playground.gateway.errors import AuthenticationError, ErrorDetails
from playground.gateway.providers.base import Provider
from playground.gateway.runtime import Runtime
from playground.gateway.signing import sign_request
from playground.gateway.token_exchange import fetch_application_token, fetch_bearer_token


async def authorize(
    request: httpx.Request, provider: Provider, runtime: Runtime, rejected: str = ""
) -> str:
    """Add the connection's key to a request; return the token made for it, if any.

    `rejected` is a token that the provider has just refused.
    Raises: AuthenticationError, and whatever sending can raise.
    """
    auth = provider.connection.auth
    if not isinstance(auth, provider.accepts):
        raise AuthenticationError("wrong_key_kind", details=ErrorDetails(provider=provider.name))
    match auth:
        case ApplicationKey():
            token = await fetch_application_token(auth, provider, runtime, rejected)
            request.url = _with_token(request.url, token)
            return token
        case IamKey() if provider.is_signed:
            sign_request(request, auth, runtime.now())
            return ""
        case IamKey():
            token = await fetch_bearer_token(auth, provider, runtime, rejected)
            request.headers["Authorization"] = f"Bearer {token}"
            return token
        case BearerKey(key):
            request.headers["Authorization"] = f"Bearer {key_text(key)}"
            return ""
        case AccessToken(token):
            request.url = _with_token(request.url, key_text(token))
            return ""
        case NoKey():
            return ""


@lru_cache(maxsize=256)
def _with_token(url: httpx.URL, token: str) -> httpx.URL:
    return url.copy_set_param("access_token", token)
