"""Request signing with an IAM key: `bce-auth-v1`.

Source: the specification of Baidu AI Cloud's authentication, checked against the signer of
the official SDK. The body is not signed.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

import httpx

from playground.gateway.authentication import IamKey, key_text

VALIDITY_SECONDS = 300


def format_date(seconds: float) -> str:
    """Write epoch seconds the way `x-bce-date` wants them."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def canonical_query(parameters: Iterable[tuple[str, str]]) -> str:
    """Encode and sort query parameters; `authorization` is never part of it."""
    return "&".join(
        sorted(
            f"{_encode(name)}={_encode(value)}"
            for name, value in parameters
            if name.lower() != "authorization"
        )
    )


def canonical_headers(headers: Mapping[str, str]) -> str:
    """Encode and sort headers, without those that are empty."""
    return "\n".join(
        sorted(
            f"{_encode(name.lower())}:{_encode(value.strip())}"
            for name, value in headers.items()
            if value.strip()
        )
    )


def sign(
    key: IamKey,
    method: str,
    path: str,
    query: Iterable[tuple[str, str]],
    headers: Mapping[str, str],
) -> str:
    """Return the `Authorization` header; all of `headers` are signed.

    `headers` must hold `host` as it is sent (with a port that is not the default one) and
    `x-bce-date`.
    """
    date = headers["x-bce-date"]
    prefix = f"bce-auth-v1/{key.access_key}/{date}/{VALIDITY_SECONDS}"
    request = "\n".join(
        (
            method.upper(),
            quote(path, safe="/-_.~"),
            canonical_query(query),
            canonical_headers(headers),
        )
    )
    signature = _hmac_hex(_hmac_hex(key.secret_key, prefix), request)
    names = ";".join(sorted(name.lower() for name, value in headers.items() if value.strip()))
    return f"{prefix}/{names}/{signature}"


def sign_request(request: httpx.Request, key: IamKey, now: float) -> None:
    """Sign content type, host and date; other headers travel unsigned.

    Raises: AuthenticationError if a key has characters that no key has.
    """
    key = IamKey(key_text(key.access_key), key_text(key.secret_key))
    signed = {"host": request.headers["host"], "x-bce-date": format_date(now)}
    if content_type := request.headers.get("content-type"):
        signed["content-type"] = content_type
    query = request.url.params.multi_items()
    request.headers["x-bce-date"] = signed["x-bce-date"]
    request.headers["Authorization"] = sign(key, request.method, request.url.path, query, signed)


def _encode(text: str) -> str:
    return quote(text, safe="-_.~")


def _hmac_hex(key: str, message: str) -> str:
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()
