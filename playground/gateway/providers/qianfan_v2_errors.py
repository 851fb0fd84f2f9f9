"""What Qianfan V2's error codes mean. Source: its public list of codes, read 2026-11."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from playground.gateway import errors
from playground.gateway.provider_errors import ErrorRule

_TOKEN_RATE = ErrorRule(errors.RateLimitError, "token_rate_limited")
_CONTENT = ErrorRule(errors.ContentFilteredError)
_SYSTEM_PROMPT = ErrorRule(errors.ContentFilteredError, "system_prompt_filtered")
_TOO_LONG = ErrorRule(errors.ContextLengthError)
_NOT_FOUND = ErrorRule(errors.NotFoundError)

ERROR_RULES: Final[Mapping[str, ErrorRule]] = {
    "invalid_messages": ErrorRule(errors.InvalidRequestError, "messages_invalid"),
    "characters_too_long": _TOO_LONG,
    "tokens_too_long": _TOO_LONG,
    "invalid_model": _NOT_FOUND,
    "model_offline": _NOT_FOUND,
    "image_url_unsafe": _CONTENT,
    "user_setting_unsafe": _SYSTEM_PROMPT,
    "system_unsafe": _SYSTEM_PROMPT,
    "functions_unsafe": _CONTENT,
    "unsafe_request": _CONTENT,
    "no_parameter_permission": ErrorRule(errors.PermissionDeniedError),
    "account_overdue": ErrorRule(errors.PermissionDeniedError, "service_not_opened"),
    "tpm_rate_limit_exceeded": _TOKEN_RATE,
    "input_tpm_rate_limit_exceeded": _TOKEN_RATE,
    "output_tpm_rate_limit_exceeded": _TOKEN_RATE,
    "rate_limit_exceeded": ErrorRule(errors.RateLimitError),
    "internal_error": ErrorRule(errors.ProviderUnavailableError),
    "Internal_error": ErrorRule(errors.ProviderUnavailableError),
    "dispatch_internal_error": ErrorRule(errors.ProviderUnavailableError),
    # Only until map_error has looked at the kind of key.
    "invalid_iam_token": ErrorRule(errors.AuthenticationError, "access_token_expired"),
}
