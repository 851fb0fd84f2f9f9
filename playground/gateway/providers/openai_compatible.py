"""Any server with OpenAI's `chat/completions`; the base address includes its `/v1`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from playground.gateway import errors
from playground.gateway.authentication import BearerKey, NoKey
from playground.gateway.provider_errors import ErrorRule
from playground.gateway.providers.chat_completions import ChatCompletions

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
    """Any OpenAI-compatible server; rerankers as Jina, Cohere and vLLM serve them."""

    name = "openai_compatible"
    accepts = (BearerKey, NoKey)
    error_rules = ERROR_RULES
