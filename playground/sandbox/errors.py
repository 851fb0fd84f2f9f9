"""Refusals, in the words and shapes of both protocols.

ApiError          raised anywhere on the way to an answer
  V1Error         HTTP 200 and a numeric error_code (V1)
  V2Error         a true HTTP status and an error object (V2)
  ConsoleError    a true HTTP status, a code and a message (console)
"""

from __future__ import annotations

from typing import Any, Literal

Version = Literal["v1", "v2"]


class ApiError(Exception):
    """A refusal with its status, body and headers."""

    status_code: int
    headers: dict[str, str]

    def body(self) -> dict[str, Any]:
        """Return the JSON object to answer with."""
        raise NotImplementedError


class V1Error(ApiError):
    """A numeric error of V1; HTTP 200 except where the gateway refuses a signature."""

    def __init__(
        self,
        error_code: int,
        error_msg: str,
        *,
        status_code: int = 200,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(error_code, error_msg)
        self.error_code = error_code
        self.error_msg = error_msg
        self.status_code = status_code
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """Return `error_code` and `error_msg`; the server adds the `id`."""
        return {"error_code": self.error_code, "error_msg": self.error_msg}


class V2Error(ApiError):
    """An error of V2 with its true HTTP status."""

    def __init__(
        self,
        status_code: int,
        code: str,
        message: str,
        *,
        type: str = "invalid_request_error",
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status_code, code, message)
        self.status_code = status_code
        self.code = code
        self.message = message
        self.type = type
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """Return the `error` object; the server adds the `id`."""
        return {"error": {"code": self.code, "message": self.message, "type": self.type}}


class ConsoleError(ApiError):
    """A refusal of the console."""

    def __init__(
        self, status_code: int, code: str, message: str, *, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(status_code, code, message)
        self.status_code = status_code
        self.code = code
        self.message = message
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """Return the code and the message; the server adds the `requestId`."""
        return {"code": self.code, "message": self.message}


def unknown_endpoint() -> V1Error:
    """Return the answer to a V1 path or endpoint that is not served."""
    return V1Error(3, "Unsupported openapi method")


def invalid_token() -> V2Error:
    """Return V2's answer to any key or token it does not accept."""
    return V2Error(401, "invalid_iam_token", "IAM Certification failed")


def invalid_argument(version: Version, message: str) -> ApiError:
    """Return the answer to a parameter at fault."""
    if version == "v1":
        return V1Error(336003, message)
    return V2Error(400, "invalid_argument", message)


def overload(version: Version) -> ApiError:
    """Return the answer of a server that has too much to do."""
    if version == "v1":
        return V1Error(336100, "the server is high load, please try again later")
    return V2Error(500, "internal_error", "Internal error", type="Internal_error")
