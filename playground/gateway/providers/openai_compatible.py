"""Any server with OpenAI's `chat/completions`; the base address includes its `/v1`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import httpx

from playground.gateway import errors
from playground.gateway.authentication import BearerKey, NoKey
from playground.gateway.messages import require_model
from playground.gateway.provider_errors import ErrorRule
from playground.gateway.providers.base import USER_AGENT
from playground.gateway.providers.chat_completions import ChatCompletions
from playground.gateway.values import ChatRequest

ERROR_RULES: Final[Mapping[str, ErrorRule]] = {
    "context_length_exceeded": ErrorRule(errors.ContextLengthError),
    "invalid_api_key": ErrorRule(errors.AuthenticationError),
    "insufficient_quota": ErrorRule(errors.RateLimitError, "quota_exhausted", retryable=False),
    "rate_limit_exceeded": ErrorRule(errors.RateLimitError),
    "model_not_found": ErrorRule(errors.NotFoundError),
    "content_filter": ErrorRule(errors.ContentFilteredError),
    "content_policy_violation": ErrorRule(errors.ContentFilteredError),
    "server_error": ErrorRule(errors.ProviderUnavailableError),
}


class OpenAICompatible(ChatCompletions):
    """Chat on any OpenAI-compatible server."""

    name = "openai_compatible"
    accepts = (BearerKey, NoKey)
    error_rules = ERROR_RULES

    def build_request(self, request: ChatRequest, request_id: str) -> httpx.Request:
        body = self.body(request, require_model(request, self.name))
        return self.post("/chat/completions", body, {"X-Request-Id": request_id})

    def models_request(self) -> httpx.Request:
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
        return httpx.Request("GET", f"{self.base_url}/models", headers=headers)
