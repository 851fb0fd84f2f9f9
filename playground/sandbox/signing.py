"""Verifies `bce-auth-v1` signatures on the headers as they arrived, listed in any order."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote

_MAX_CLOCK_SKEW = timedelta(minutes=30)


class SignatureError(Exception):
    """The signature is refused; `code` and `cause` go out in the X-Bce-Error-* headers."""

    def __init__(self, status_code: int, code: str, cause: str) -> None:
        super().__init__(code, cause)
        self.status_code = status_code
        self.code = code
        self.cause = cause


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What the signature covers: the raw request, header names in lower case, no body."""

    method: str
    path: str
    query_string: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Authorization:
    """The parts of a `bce-auth-v1/…` header."""

    access_key: str
    timestamp: str
    expires_seconds: int
    signed_headers: tuple[str, ...]
    signature: str

    @property
    def prefix(self) -> str:
        """Return the part of the header that the signing key is made from."""
        return f"bce-auth-v1/{self.access_key}/{self.timestamp}/{self.expires_seconds}"


def encode(text: str) -> str:
    """Percent-encode all but unreserved characters, the slash included."""
    return quote(text, safe="-_.~")


def canonical_query(query_string: str) -> str:
    """Return the sorted, encoded parameters; `authorization` never takes part."""
    pairs = parse_qsl(query_string, keep_blank_values=True)
    lines = (f"{encode(k)}={encode(v)}" for k, v in pairs if k.lower() != "authorization")
    return "&".join(sorted(lines))


def canonical_request(request: SignedRequest, signed_headers: Sequence[str]) -> str:
    """Return the text that is signed, built from the names the client listed."""
    lines = []
    for name in signed_headers:
        value = request.headers.get(name.lower(), "").strip()
        if value:
            lines.append(f"{encode(name.lower())}:{encode(value)}")
    return "\n".join(
        (
            request.method.upper(),
            quote(request.path, safe="/-_.~"),
            canonical_query(request.query_string),
            "\n".join(sorted(lines)),
        )
    )


def sign(request: SignedRequest, authorization: Authorization, secret_key: str) -> str:
    """Return the signature that `authorization` should carry, in lower-case hex."""
    signing_key = _hmac_hex(secret_key, authorization.prefix)
    return _hmac_hex(signing_key, canonical_request(request, authorization.signed_headers))


def parse_authorization(header: str) -> Authorization:
    """Split the header into its parts.

    Raises: SignatureError
    """
    parts = header.split("/")
    if len(parts) != 6 or parts[0] != "bce-auth-v1" or not parts[3].isdecimal():
        raise SignatureError(400, "InvalidHTTPAuthHeader", "The authorization header is malformed")
    _, access_key, timestamp, expires, names, signature = parts
    signed_headers = tuple(name for name in names.split(";") if name)
    return Authorization(access_key, timestamp, int(expires[:9]), signed_headers, signature)


def verify(request: SignedRequest, secret_keys: Mapping[str, str], now: datetime) -> Authorization:
    """Return the accepted authorization; `secret_keys` maps access keys to their secrets.

    Raises: SignatureError
    """
    authorization = parse_authorization(request.headers.get("authorization", ""))
    secret_key = secret_keys.get(authorization.access_key)
    if secret_key is None:
        raise SignatureError(
            403, "InvalidAccessKeyId", "NotFound, cause: Could not find credential."
        )
    _check_age(authorization, now)
    # Without a list the specification's default set counts; host is a must in either case.
    if not authorization.signed_headers:
        authorization = _with_default_headers(authorization, request.headers)
    if "host" not in (name.lower() for name in authorization.signed_headers):
        raise SignatureError(400, "InvalidHTTPAuthHeader", "The host header must be signed")
    if not hmac.compare_digest(
        sign(request, authorization, secret_key).encode(), authorization.signature.encode()
    ):
        raise SignatureError(
            400,
            "SignatureDoesNotMatch",
            "SignatureDoesNotMatch, cause: Fail to authn user: Signature does not match",
        )
    return authorization


def _check_age(authorization: Authorization, now: datetime) -> None:
    try:
        signed_at = datetime.strptime(authorization.timestamp, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError as exc:
        raise SignatureError(400, "InvalidHTTPAuthHeader", "The date is malformed") from exc
    signed_at = signed_at.replace(tzinfo=UTC)
    if now > signed_at + timedelta(seconds=authorization.expires_seconds):
        raise SignatureError(400, "RequestExpired", "Request has expired")
    if signed_at > now + _MAX_CLOCK_SKEW:
        raise SignatureError(400, "RequestExpired", "The date is too far in the future")


def _with_default_headers(
    authorization: Authorization, headers: Mapping[str, str]
) -> Authorization:
    defaults = {"host", "content-md5", "content-length", "content-type"}
    names = tuple(name for name in headers if name in defaults or name.startswith("x-bce-"))
    return Authorization(
        access_key=authorization.access_key,
        timestamp=authorization.timestamp,
        expires_seconds=authorization.expires_seconds,
        signed_headers=names,
        signature=authorization.signature,
    )


def _hmac_hex(key: str, message: str) -> str:
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()
