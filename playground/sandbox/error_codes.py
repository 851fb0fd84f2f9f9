"""The errors of the platform's tables, for those who want to meet one of them on demand."""

from __future__ import annotations

from collections.abc import Mapping

from playground.sandbox.errors import ApiError, V1Error, V2Error, Version

V1_MESSAGES: Mapping[int, str] = {
    1: "Unknown error",
    2: "Service temporarily unavailable",
    3: "Unsupported openapi method",
    4: "Open api request limit reached",
    6: "No permission to access data",
    13: "Get service token failed",
    14: "IAM Certification failed",
    15: "app not exists or create failed",
    17: "Open api daily request limit reached",
    18: "Open api qps request limit reached",
    19: "Open api total request limit reached",
    100: "Invalid parameter",
    110: "Access token invalid or no longer valid",
    111: "Access token expired",
    336000: "Internal error",
    336001: "Invalid Argument",
    336002: "Invalid JSON",
    336003: "Invalid parameter",
    336004: "permission error",
    336005: "API name not exist",
    336006: "the length of messages must be an odd number",
    336007: "the max input characters is 20000",
    336100: "the server is high load, please try again later",
    336101: "Invalid HTTP Method",
    336103: "Prompt tokens too long",
    336104: "invalid system",
    336105: "invalid user_setting",
    336501: "Rate limit reached for RPM",
    336502: "Rate limit reached for TPM",
}

# The usual code, message and type of each HTTP status.
_V2_ERRORS: Mapping[int, tuple[str, str, str]] = {
    400: ("invalid_argument", "Invalid argument", "invalid_request_error"),
    401: ("invalid_iam_token", "IAM Certification failed", "invalid_request_error"),
    403: ("account_overdue", "The account is in arrears", "access_denied"),
    405: ("method_not_supported", "Method not supported", "invalid_request_error"),
    429: ("rpm_rate_limit_exceeded", "Rate limit reached for RPM", "rate_limit_exceeded"),
    500: ("internal_error", "Internal error", "Internal_error"),
}


def demanded_error(version: Version, number: int) -> ApiError:
    """Return the error with V1's code `number`, or with that HTTP status on V2."""
    if version == "v1":
        return V1Error(number, V1_MESSAGES.get(number, "error on demand"))
    status = number if 400 <= number <= 599 else 400
    nearest = 500 if status > 500 else 400
    code, message, kind = _V2_ERRORS.get(status, _V2_ERRORS[nearest])
    return V2Error(status, code, message, type=kind)
