"""What Qianfan V1's error codes mean. Source: its public list of codes, read 2026-11."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from playground.gateway import errors
from playground.gateway.provider_errors import ErrorRule

UNKNOWN_ERROR: Final = ErrorRule(errors.ProviderUnavailableError, retryable=False)

_QUOTA = ErrorRule(errors.RateLimitError, "quota_exhausted", retryable=False)
_REQUEST_RATE = ErrorRule(errors.RateLimitError, "rate_limited")
_OVERLOADED = ErrorRule(errors.ProviderUnavailableError, "provider_overloaded")
_PERMISSION = ErrorRule(errors.PermissionDeniedError)
_AUTHENTICATION = ErrorRule(errors.AuthenticationError)
_EXPIRED = ErrorRule(errors.AuthenticationError, "access_token_expired")
_INVALID = ErrorRule(errors.InvalidRequestError)
_NOT_FOUND = ErrorRule(errors.NotFoundError)

# Retried are the codes that the platform itself calls passing.
ERROR_RULES: Final[Mapping[str, ErrorRule]] = {
    "1": UNKNOWN_ERROR,
    "2": _OVERLOADED,
    "3": _NOT_FOUND,
    "4": _QUOTA,
    "6": _PERMISSION,
    "13": _AUTHENTICATION,
    "14": ErrorRule(errors.AuthenticationError, "signature_mismatch"),
    "15": ErrorRule(errors.ProviderUnavailableError),
    "17": ErrorRule(errors.PermissionDeniedError, "service_not_opened"),
    "18": _REQUEST_RATE,
    "19": _QUOTA,
    "100": _AUTHENTICATION,
    "110": _EXPIRED,
    "111": _EXPIRED,
    "336000": UNKNOWN_ERROR,
    "336001": _INVALID,
    "336002": _INVALID,
    "336003": _INVALID,
    "336004": _PERMISSION,
    "336005": _NOT_FOUND,
    "336006": ErrorRule(errors.InvalidRequestError, "messages_invalid"),
    "336007": ErrorRule(errors.ContextLengthError),
    "336100": _OVERLOADED,
    "336101": _INVALID,
    "336103": ErrorRule(errors.ContextLengthError),
    "336104": ErrorRule(errors.ContentFilteredError, "system_prompt_filtered"),
    "336105": ErrorRule(errors.ContentFilteredError, "system_prompt_filtered"),
    "336501": _REQUEST_RATE,
    "336502": ErrorRule(errors.RateLimitError, "token_rate_limited"),
}
