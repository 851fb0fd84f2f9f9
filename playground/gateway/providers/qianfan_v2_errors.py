"""What Qianfan V2's error codes mean. Source: its public list of codes, read 2026-11.

Where a code is not here its type is looked up, and then its HTTP status.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from playground.gateway import errors
from playground.gateway.provider_errors import ErrorRule
from playground.gateway.providers.bce_errors import BCE_RULES
from playground.gateway.providers.qianfan_v1_errors import MESSAGE_FAULTS, TOO_MANY_CHARACTERS

_INVALID = ErrorRule(errors.InvalidRequestError)
_REQUEST_RATE = ErrorRule(errors.RateLimitError, "rate_limited")
_TOKEN_RATE = ErrorRule(errors.RateLimitError, "token_rate_limited")
# Limits of the platform's machines, which waiting helps against and a larger quota does not.
_PROVIDER_RATE = ErrorRule(errors.RateLimitError, "provider_rate_limited")
_CONTENT = ErrorRule(errors.ContentFilteredError)
_SYSTEM_PROMPT = ErrorRule(errors.ContentFilteredError, "system_prompt_filtered")
_UNAVAILABLE = ErrorRule(errors.ProviderUnavailableError)
_IMAGE_PROMPT = ErrorRule(errors.InvalidRequestError, "image_prompt_invalid")
_REFERENCE_IMAGE = ErrorRule(errors.InvalidRequestError, "reference_image_invalid")
_NO_MODEL = (
    (re.compile(r"(?i)model is empty"), ErrorRule(errors.InvalidRequestError, "model_missing")),
)

_REFUSED_REQUESTS: Mapping[str, ErrorRule] = {
    "malformed_json": _INVALID,
    "invalid_model": ErrorRule(errors.NotFoundError, "model_not_accessible", by_message=_NO_MODEL),
    "model_offline": ErrorRule(errors.NotFoundError, "model_offline"),
    "invalid_messages": ErrorRule(
        errors.InvalidRequestError, "messages_invalid", by_message=MESSAGE_FAULTS
    ),
    "characters_too_long": ErrorRule(errors.ContextLengthError, by_message=TOO_MANY_CHARACTERS),
    "tokens_too_long": ErrorRule(errors.ContextLengthError),
    "invalid_argument": ErrorRule(errors.InvalidRequestError, by_message=MESSAGE_FAULTS),
    "invalid_image_generation_prompt": _IMAGE_PROMPT,
    "invalid_image_generation_refer_image": _REFERENCE_IMAGE,
    # As older documents spell them.
    "invalid_image_genration_prompt": _IMAGE_PROMPT,
    "invalid_image_genration_refer_image": _REFERENCE_IMAGE,
    "invalid_image_url": ErrorRule(errors.InvalidRequestError, "image_url_invalid"),
    "invalid_plugin_argument": ErrorRule(errors.InvalidRequestError, "plugin_argument_invalid"),
    "method_not_supported": _INVALID,
}
_REFUSED_CONTENT: Mapping[str, ErrorRule] = {
    "image_url_unsafe": ErrorRule(errors.ContentFilteredError, "image_filtered"),
    "system_unsafe": _SYSTEM_PROMPT,
    "user_setting_unsafe": _SYSTEM_PROMPT,
    "functions_unsafe": ErrorRule(errors.ContentFilteredError, "tools_filtered"),
    "unsafe_request": _CONTENT,
}
_REFUSED_CALLERS: Mapping[str, ErrorRule] = {
    # Only until map_error has looked at the kind of key.
    "invalid_iam_token": ErrorRule(errors.AuthenticationError, "access_token_expired"),
    "invalid_appid": ErrorRule(errors.AuthenticationError, "application_id_invalid"),
    "no_parameter_permission": ErrorRule(errors.PermissionDeniedError, "parameter_not_permitted"),
    "account_overdue": ErrorRule(errors.PermissionDeniedError, "account_overdue"),
}
_LIMITS: Mapping[str, ErrorRule] = {
    "rpm_rate_limit_exceeded": _REQUEST_RATE,
    "user_rate_limit_exceeded": _REQUEST_RATE,
    "rate_limit_exceeded": _REQUEST_RATE,
    "tpm_rate_limit_exceeded": _TOKEN_RATE,
    "input_tpm_rate_limit_exceeded": _TOKEN_RATE,
    "output_tpm_rate_limit_exceeded": _TOKEN_RATE,
    "preemptible_rate_limit_exceeded": _PROVIDER_RATE,
    "cluster_rate_limit_exceeded": _PROVIDER_RATE,
    "cluster_rpm_rate_limit_exceeded": _PROVIDER_RATE,
    "cluster_tpm_rate_limit_exceeded": _PROVIDER_RATE,
    "Offline_batch_reasoning_refused": _PROVIDER_RATE,
}
_FAULTS: Mapping[str, ErrorRule] = {
    "internal_error": _UNAVAILABLE,
    "Internal_error": _UNAVAILABLE,
    "dispatch_internal_error": _UNAVAILABLE,
    # Spelled so by the platform, in two ways.
    "image_generation_interal_error": _UNAVAILABLE,
    "image_genration_interal_error": _UNAVAILABLE,
}

ERROR_RULES: Final[Mapping[str, ErrorRule]] = {
    **_REFUSED_REQUESTS,
    **_REFUSED_CONTENT,
    **_REFUSED_CALLERS,
    **_LIMITS,
    **_FAULTS,
    **BCE_RULES,
}
