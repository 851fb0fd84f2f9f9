"""Faults that strike before the first frame, in the words of the protocol they strike in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from starlette.responses import HTMLResponse, PlainTextResponse, Response

from playground.sandbox.authentication import expired_access_token
from playground.sandbox.error_codes import demanded_error
from playground.sandbox.errors import (
    ApiError,
    V1Error,
    V2Error,
    Version,
    invalid_token,
    overload,
)
from playground.sandbox.faults import Faults
from playground.sandbox.responses import HangingResponse
from playground.sandbox.state import Sandbox

_HTML_PAGE = (
    "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
)


@dataclass(frozen=True, slots=True)
class Strike:
    """A request with faults, and what `flaky` knows it by: its request id, or its body."""

    version: Version
    faults: Faults
    request_id: str
    body: bytes

    @property
    def flaky_key(self) -> str:
        """Return a key that is the same for every try of one request."""
        text = self.request_id.encode() or self.body
        return hashlib.sha256(text).hexdigest()


def strike(request: Strike, sandbox: Sandbox) -> Response | None:
    """Return a response that replaces the answer, or None if the request goes on.

    Raises: V1Error, V2Error
    """
    faults = request.faults
    if "hang" in faults:
        return HangingResponse(sandbox.counters)
    if "html" in faults:
        return HTMLResponse(_HTML_PAGE, status_code=502)
    if "status" in faults:
        status = max(faults.get("status"), 400)
        return PlainTextResponse(f"status {status} on demand", status_code=status)
    if "expired-token" in faults:
        raise expired_access_token() if request.version == "v1" else invalid_token()
    if "rate-limit" in faults:
        raise requests_limit(request.version, retry_after_seconds=faults.get("rate-limit"))
    if "token-limit" in faults:
        raise tokens_limit(request.version)
    if "error" in faults:
        raise demanded_error(request.version, faults.get("error"))
    if "qps" in faults:
        raise _qps_limit(request.version)
    times = faults.get("flaky")
    if "server-error" in faults or sandbox.flaky.fails_again(request.flaky_key, times):
        raise overload(request.version)
    return None


def requests_limit(version: Version, retry_after_seconds: int = 0) -> ApiError:
    """Return the error of a passed limit of requests a minute."""
    headers = {"Retry-After": str(retry_after_seconds)} if retry_after_seconds else {}
    if version == "v1":
        return V1Error(336501, "Rate limit reached for RPM", headers=headers)
    return _v2_limit("rpm_rate_limit_exceeded", "Rate limit reached for RPM", headers)


def tokens_limit(version: Version) -> ApiError:
    """Return the error of a passed limit of tokens a minute."""
    if version == "v1":
        return V1Error(336502, "Rate limit reached for TPM")
    return _v2_limit("tpm_rate_limit_exceeded", "Rate limit reached for TPM", {})


def _qps_limit(version: Version) -> ApiError:
    if version == "v1":
        return V1Error(18, "Open api qps request limit reached")
    return _v2_limit("cluster_rate_limit_exceeded", "Rate limit reached for QPS", {})


def _v2_limit(code: str, message: str, headers: dict[str, str]) -> V2Error:
    return V2Error(429, code, message, type="rate_limit_exceeded", headers=headers)
