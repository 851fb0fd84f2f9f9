"""Qianfan V2: OpenAI-shaped, true HTTP statuses, a bearer key or one exchanged for an IAM key.

Source: the public documents of Qianfan and the official SDK 0.4.12.3, read 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import httpx

from playground.gateway import errors
from playground.gateway.authentication import BearerKey, IamKey, NoKey
from playground.gateway.catalog import find_model
from playground.gateway.errors import AuthenticationError, GatewayError
from playground.gateway.messages import require_model
from playground.gateway.provider_errors import ErrorRule, PlainAnswer
from playground.gateway.providers.base import USER_AGENT
from playground.gateway.providers.chat_completions import ChatCompletions
from playground.gateway.values import ChatRequest

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


class QianfanV2(ChatCompletions):
    """Chat on V2; any model id may be asked for."""

    name = "qianfan_v2"
    default_base_url = "https://qianfan.baidubce.com"
    accepts = (BearerKey, IamKey, NoKey)
    error_rules = ERROR_RULES

    def build_request(self, request: ChatRequest, request_id: str) -> httpx.Request:
        model = require_model(request, self.name)
        spec = None if request.endpoint else find_model(self.name, model)
        body = self.body(request, spec.endpoint if spec else model)
        return self.post("/v2/chat/completions", body, {"X-Request-Id": request_id})

    def models_request(self) -> httpx.Request:
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
        return httpx.Request("GET", f"{self.base_url}/v2/models", headers=headers)

    def map_error(self, answer: PlainAnswer) -> GatewayError:
        error = super().map_error(answer)
        if error.code == "access_token_expired" and isinstance(self.connection.auth, BearerKey):
            # A key that was pasted does not expire; it is wrong.
            return AuthenticationError(details=error.details)
        return error
