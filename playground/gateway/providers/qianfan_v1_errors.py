"""What Qianfan V1's error codes mean. Source: its public list of codes, read 2026-11."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from playground.gateway import errors
from playground.gateway.provider_errors import ErrorRule
from playground.gateway.providers.bce_errors import BCE_RULES

UNKNOWN_ERROR: Final = ErrorRule(errors.ProviderUnavailableError, retryable=False)

_QUOTA = ErrorRule(errors.RateLimitError, "quota_exhausted", retryable=False)
_REQUEST_RATE = ErrorRule(errors.RateLimitError, "rate_limited")
_OVERLOADED = ErrorRule(errors.ProviderUnavailableError, "provider_overloaded")
_PERMISSION = ErrorRule(errors.PermissionDeniedError)
_AUTHENTICATION = ErrorRule(errors.AuthenticationError)
_EXPIRED = ErrorRule(errors.AuthenticationError, "access_token_expired")
_INVALID = ErrorRule(errors.InvalidRequestError)
_ORDER = ErrorRule(errors.InvalidRequestError, "messages_invalid")
_BLANK = ErrorRule(errors.InvalidRequestError, "message_content_blank")
_FUNCTION_NAME = ErrorRule(errors.InvalidRequestError, "function_name_blank")
_PLUGIN_ARGUMENT = ErrorRule(errors.InvalidRequestError, "plugin_argument_invalid")
_SYSTEM_PROMPT = ErrorRule(errors.ContentFilteredError, "system_prompt_filtered")

# What stands in the messages of codes for faults of many kinds, on V1 and V2 alike.
MESSAGE_FAULTS: Final = (
    (re.compile(r"(?i)content can ?not be (?:empty|blank)"), _BLANK),
    (re.compile(r"(?i)function.*name can.?t be blank"), _FUNCTION_NAME),
    (re.compile(r"(?i)messages.*must be.*odd|role of message|invalid role in message"), _ORDER),
)
TOO_MANY_CHARACTERS: Final = (
    (
        re.compile(r"(?i)max input characters is (?P<limit>\d{1,9})\b", re.ASCII),
        ErrorRule(errors.ContextLengthError, "context_over_limit"),
    ),
)

# Retried are the codes that the platform itself calls passing.
ERROR_RULES: Final[Mapping[str, ErrorRule]] = {
    "1": UNKNOWN_ERROR,
    "2": _OVERLOADED,
    "3": ErrorRule(errors.NotFoundError, "model_not_on_v1"),
    "4": ErrorRule(errors.RateLimitError, "provider_rate_limited", retryable=False),
    "6": _PERMISSION,
    "13": _AUTHENTICATION,
    "14": ErrorRule(errors.AuthenticationError, "signature_mismatch"),
    "15": ErrorRule(errors.ProviderUnavailableError, "application_not_ready"),
    "17": ErrorRule(errors.PermissionDeniedError, "service_not_opened"),
    "18": _REQUEST_RATE,
    "19": _QUOTA,
    "100": _AUTHENTICATION,
    "110": _EXPIRED,
    "111": _EXPIRED,
    # Of the picture plugin.
    "216100": _PLUGIN_ARGUMENT,
    "216203": _PLUGIN_ARGUMENT,
    "216400": ErrorRule(errors.ProviderUnavailableError, retryable=False),
    "336000": UNKNOWN_ERROR,
    "336001": _INVALID,
    "336002": _INVALID,
    "336003": ErrorRule(errors.InvalidRequestError, by_message=MESSAGE_FAULTS),
    "336004": _PERMISSION,
    "336005": ErrorRule(errors.NotFoundError),
    "336006": _ORDER,
    "336007": ErrorRule(errors.ContextLengthError, by_message=TOO_MANY_CHARACTERS),
    "336100": _OVERLOADED,
    "336101": _INVALID,
    "336103": ErrorRule(errors.ContextLengthError),
    "336104": _SYSTEM_PROMPT,
    "336105": _SYSTEM_PROMPT,
    "336501": _REQUEST_RATE,
    "336502": ErrorRule(errors.RateLimitError, "token_rate_limited"),
    # Of the console.
    "500000": ErrorRule(errors.ProviderUnavailableError),
    **BCE_RULES,
}
