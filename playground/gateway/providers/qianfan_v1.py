"""Qianfan V1: `/rpc/2.0/ai_custom/...`, numeric errors with HTTP 200, no end mark but `is_end`.

Source: the public documents of Qianfan and the official SDK 0.4.12.3, read 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from playground.gateway.authentication import ApplicationKey, IamKey, NoKey
from playground.gateway.catalog import find_model
from playground.gateway.errors import GatewayError, InvalidRequestError
from playground.gateway.messages import require_model, split_system
from playground.gateway.payloads import as_count, as_label, as_object, as_text
from playground.gateway.provider_errors import PlainAnswer, describe_failure, error_from_status
from playground.gateway.providers.base import Provider, merge_body, path_segment
from playground.gateway.providers.qianfan_v1_errors import ERROR_RULES, UNKNOWN_ERROR
from playground.gateway.reply import Reply
from playground.gateway.values import JSON, ChatRequest, FinishReason, Usage

PATH_PREFIX = "/rpc/2.0/ai_custom/v1/wenxinworkshop"

_FINISH_REASONS = {
    "normal": FinishReason.STOP,
    "stop": FinishReason.STOP,
    "length": FinishReason.LENGTH,
    "content_filter": FinishReason.CONTENT_FILTER,
    "function_call": FinishReason.TOOL_CALLS,
    "tool_calls": FinishReason.TOOL_CALLS,
}
# Safety flags: 2 ends the conversation, 3 must not be shown, 4 must be taken back.
_ENDING_FLAGS = (2, 3, 4)
_HIDING_FLAGS = (3, 4)


class QianfanV1(Provider):
    """Chat on V1; the model is part of the path."""

    name = "qianfan_v1"
    default_base_url = "https://aip.baidubce.com"
    accepts = (ApplicationKey, IamKey, NoKey)
    is_signed = True

    def build_request(self, request: ChatRequest, request_id: str) -> httpx.Request:
        system, messages = split_system(request)
        body: dict[str, JSON] = {
            "messages": [
                {"role": "function", "name": message.name, "content": message.content}
                if message.role == "tool"
                else {"role": message.role, "content": message.content}
                for message in messages
            ],
            "stream": request.is_streaming,
        }
        if system.strip():
            body["system"] = system
        path = f"{PATH_PREFIX}/chat/{self._endpoint(request)}"
        return self.post(path, merge_body(body, request), {"Request_id": request_id})

    def parse_payload(self, payload: Mapping[str, JSON], reply: Reply) -> None:
        reply.last_payload = payload
        if text := as_text(payload.get("result")):
            reply.add_text(text)
        if call := as_object(payload.get("function_call")):
            reply.add_tool_call(0, "", as_text(call.get("name")), as_text(call.get("arguments")))
            reply.finish_reason = FinishReason.TOOL_CALLS
        if usage := as_object(payload.get("usage")):
            reply.usage = Usage(
                as_count(usage.get("prompt_tokens")),
                as_count(usage.get("completion_tokens")),
                as_count(usage.get("total_tokens")),
            )
        if not reply.request_id:
            reply.request_id = as_label(payload.get("id"))
        if payload.get("need_clear_history") is True or payload.get("flag") in _ENDING_FLAGS:
            reply.need_clear_history = True
        ban_round = payload.get("ban_round")
        if isinstance(ban_round, int) and -1 <= ban_round < 100_000:
            reply.ban_round = ban_round
        self._parse_end(payload, reply)

    def without_text(self, payload: Mapping[str, JSON]) -> Mapping[str, JSON]:
        return {name: value for name, value in payload.items() if name != "result"}

    def is_completion(self, payload: Mapping[str, JSON]) -> bool:
        return "result" in payload or "function_call" in payload

    def is_complete(self, reply: Reply) -> bool:
        return reply.is_ended

    def is_error(self, payload: Mapping[str, JSON]) -> bool:
        return bool(payload.get("error_code") or payload.get("error"))

    def map_error(self, answer: PlainAnswer) -> GatewayError:
        details = describe_failure(answer, self.name, self.connection.auth)
        rule = ERROR_RULES.get(details.provider_code)
        if rule is not None:
            return rule.make(details)
        if "x-bce-error-code" in answer.headers:
            return ERROR_RULES["14"].make(details)
        if answer.status_code >= 300:
            return error_from_status(details)
        if details.provider_code.startswith("336"):
            return InvalidRequestError(details=details)
        return UNKNOWN_ERROR.make(details)

    def _endpoint(self, request: ChatRequest) -> str:
        if request.endpoint:
            return path_segment(request.endpoint)
        model = require_model(request, self.name)
        spec = find_model(self.name, model)
        if spec is None:
            raise InvalidRequestError("model_unknown", parameters={"model": model[:100]})
        return spec.endpoint

    def _parse_end(self, payload: Mapping[str, JSON], reply: Reply) -> None:
        reason = as_text(payload.get("finish_reason"))
        if reason:
            reply.finish_reason = _FINISH_REASONS.get(reason, FinishReason.UNKNOWN)
        elif payload.get("is_truncated") is True:
            reply.finish_reason = FinishReason.LENGTH
        if payload.get("flag") in _HIDING_FLAGS:
            reply.finish_reason = FinishReason.CONTENT_FILTER
        # Whole answers have no `is_end`; older models leave `finish_reason` out.
        is_last = payload.get("is_end") is True or ("is_end" not in payload and "result" in payload)
        if payload.get("is_end") is True:
            reply.is_ended = True
        if is_last and reply.finish_reason is None:
            reply.finish_reason = FinishReason.STOP
