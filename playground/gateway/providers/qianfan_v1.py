"""Qianfan V1: `/rpc/2.0/ai_custom/...`, numeric errors with HTTP 200, no end mark but `is_end`.

Source: the public documents of Qianfan and the official SDK 0.4.12.3, read 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, assert_never

import httpx

from playground.gateway.authentication import AccessToken, ApplicationKey, IamKey, NoKey
from playground.gateway.catalog import (
    V1_PATH_TYPES,
    Task,
    find_by_endpoint,
    find_completion_model,
    find_model,
)
from playground.gateway.egress import validate_base_url
from playground.gateway.errors import GatewayError, InvalidRequestError
from playground.gateway.messages import as_chat_request, require_model
from playground.gateway.payloads import as_label, as_object, as_text
from playground.gateway.provider_errors import PlainAnswer, describe_failure, error_from_status
from playground.gateway.providers import qianfan_v1_bodies as bodies
from playground.gateway.providers.base import Provider, path_segment, read_usage
from playground.gateway.providers.qianfan_v1_errors import ERROR_RULES, UNKNOWN_ERROR
from playground.gateway.reply import Reply
from playground.gateway.values import (
    JSON,
    ChatRequest,
    CompletionRequest,
    EmbeddingRequest,
    ErniePluginRequest,
    FinishReason,
    ImageRequest,
    ImageToTextRequest,
    PlainRequest,
    PluginRequest,
    RerankRequest,
    StreamRequest,
    TokenCountRequest,
)

DEFAULT_CONSOLE_BASE_URL = "https://qianfan.baidubce.com"
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


EndpointRequest: TypeAlias = (
    ChatRequest
    | CompletionRequest
    | PluginRequest
    | ImageToTextRequest
    | EmbeddingRequest
    | ImageRequest
    | RerankRequest
)

# The keys in which plugins tell what they were given and have found.
_PLUGIN_PARTS = ("meta_info", "plugin_info", "plugin_metas")


class QianfanV1(Provider):
    """All services of V1; the model is part of the path."""

    name = "qianfan_v1"
    default_base_url = "https://aip.baidubce.com"
    accepts = (ApplicationKey, IamKey, AccessToken, NoKey)
    is_signed = True

    def build_request(
        self, request: StreamRequest | PlainRequest, request_id: str
    ) -> httpx.Request:
        path, body = self._translate(request)
        return self.post(PATH_PREFIX + path, body, {"Request_id": request_id})

    def services_request(self) -> httpx.Request | None:
        if not isinstance(self.connection.auth, IamKey):
            # The console knows accounts, not applications.
            return None
        base_url = self.connection.console_base_url or DEFAULT_CONSOLE_BASE_URL
        base_url = validate_base_url(base_url, self.connection.egress)
        return self.post("/wenxinworkshop/service/list", {}, base_url=base_url)

    def parse_payload(
        self, payload: Mapping[str, JSON], reply: Reply[Any], event: str = ""
    ) -> None:
        if event in ("pluginMeta", "plugin") or "plugin_id" in payload:
            # What a plugin was asked and answered; the words of the model follow.
            reply.add_plugin_update(event or "meta_info", payload)
            if payload.get("is_end") is True:
                # An answer may end here: a plugin's work needs no words.
                reply.can_end = True
                reply.finish_reason = FinishReason.STOP
            reply.usage = read_usage(payload) or reply.usage
            return
        for part in _PLUGIN_PARTS:
            if payload.get(part):
                reply.add_plugin_update(part, payload[part])
        if text := as_text(payload.get("result")):
            reply.add_text(text)
        if call := as_object(payload.get("function_call")):
            reply.add_tool_call(0, "", as_text(call.get("name")), as_text(call.get("arguments")))
            reply.finish_reason = FinishReason.TOOL_CALLS
        reply.usage = read_usage(payload) or reply.usage
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

    def is_complete(self, reply: Reply[Any]) -> bool:
        return reply.is_ended or reply.can_end

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

    def _translate(self, request: StreamRequest | PlainRequest) -> tuple[str, dict[str, JSON]]:
        match request:
            case ChatRequest():
                return self._path(request, Task.CHAT), bodies.chat_body(request)
            case CompletionRequest() if self._is_for_chat(request):
                return self._translate(as_chat_request(request))
            case CompletionRequest():
                return self._path(request, Task.COMPLETION), bodies.completion_body(request)
            case PluginRequest():
                return f"{self._path(request, Task.PLUGIN)}/", bodies.plugin_body(request)
            case ErniePluginRequest():
                path = self._endpoint(request.model, Task.PLUGIN)
                return f"/{path}", bodies.ernie_plugin_body(request)
            case ImageToTextRequest():
                return self._path(request, Task.IMAGE_TO_TEXT), bodies.image_to_text_body(request)
            case EmbeddingRequest():
                return self._path(request, Task.EMBEDDING), bodies.embedding_body(request)
            case ImageRequest():
                return self._path(request, Task.IMAGE), bodies.image_body(request)
            case RerankRequest():
                return self._path(request, Task.RERANK), bodies.rerank_body(request)
            case TokenCountRequest():
                model = require_model(self.name, Task.CHAT, request.model)
                return "/tokenizer/erniebot", {"prompt": request.text, "model": model}
            case _:
                assert_never(request)

    def _path(self, request: EndpointRequest, task: Task) -> str:
        if request.endpoint:
            endpoint = path_segment(request.endpoint)
        else:
            endpoint = self._endpoint(getattr(request, "model", ""), task)
        return f"/{V1_PATH_TYPES[task]}/{endpoint}"

    def _endpoint(self, model: str, task: Task) -> str:
        model = require_model(self.name, task, model)
        spec = find_model(self.name, model, task)
        if spec is None:
            raise InvalidRequestError("model_unknown", parameters={"model": model[:100]})
        return spec.endpoint

    def _is_for_chat(self, request: CompletionRequest) -> bool:
        """Chat models are prompted as such; an endpoint we do not know is taken at its word."""
        if request.endpoint:
            return find_by_endpoint(self.name, request.endpoint, Task.CHAT) is not None
        model = require_model(self.name, Task.COMPLETION, request.model)
        spec = find_completion_model(self.name, model)
        return spec is not None and spec.task is Task.CHAT

    def _parse_end(self, payload: Mapping[str, JSON], reply: Reply[Any]) -> None:
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
