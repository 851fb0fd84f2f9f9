"""Qianfan V2: OpenAI-shaped, true HTTP statuses, a bearer key or one exchanged for an IAM key.

Source: the public documents of Qianfan and the official SDK 0.4.12.3, read 2026-11.
"""

from __future__ import annotations

import httpx

from playground.gateway.authentication import BearerKey, IamKey, NoKey, key_text
from playground.gateway.errors import AuthenticationError, GatewayError
from playground.gateway.provider_errors import PlainAnswer
from playground.gateway.providers.chat_completions import ChatCompletions
from playground.gateway.providers.qianfan_v2_errors import ERROR_RULES
from playground.gateway.values import PlainRequest, StreamRequest


class QianfanV2(ChatCompletions):
    """All services of V2; any model id may be asked for."""

    name = "qianfan_v2"
    default_base_url = "https://qianfan.baidubce.com"
    accepts = (BearerKey, IamKey, NoKey)
    error_rules = ERROR_RULES
    path_prefix = "/v2"
    rerank_path = "/rerankers"

    def build_request(
        self, request: StreamRequest | PlainRequest, request_id: str
    ) -> httpx.Request:
        built = super().build_request(request, request_id)
        if application_id := self.connection.application_id:
            built.headers["appid"] = key_text(application_id)
        return built

    def map_error(self, answer: PlainAnswer) -> GatewayError:
        error = super().map_error(answer)
        if error.code == "access_token_expired" and isinstance(self.connection.auth, BearerKey):
            # A key that was pasted does not expire; it is wrong.
            return AuthenticationError(details=error.details)
        return error
