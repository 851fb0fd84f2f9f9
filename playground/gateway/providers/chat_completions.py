"""The shape that Qianfan V2 and OpenAI-compatible servers share: `chat/completions` and others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, assert_never

import httpx

from playground.gateway.catalog import Task, find_model
from playground.gateway.errors import GatewayError
from playground.gateway.messages import as_chat_request, require_model
from playground.gateway.payloads import as_count, as_label, as_object, as_objects, as_text
from playground.gateway.provider_errors import (
    ErrorRule,
    PlainAnswer,
    describe_failure,
    error_from_status,
)
from playground.gateway.providers.base import Provider, read_usage
from playground.gateway.providers.chat_completions_bodies import (
    chat_body,
    embedding_body,
    image_body,
    rerank_body,
)
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

_FINISH_REASONS = {
    "normal": FinishReason.STOP,
    "stop": FinishReason.STOP,
    "length": FinishReason.LENGTH,
    "content_filter": FinishReason.CONTENT_FILTER,
    "tool_calls": FinishReason.TOOL_CALLS,
    "function_call": FinishReason.TOOL_CALLS,
}
# Qianfan's safety flags: 2 ends the conversation, 3 must not be shown, 4 must be taken back.
_ENDING_FLAGS = (2, 3, 4)
_HIDING_FLAGS = (3, 4)
_MAX_TOOL_CALLS = 128


class ChatCompletions(Provider):
    """Translates everything but the address and the meaning of error codes.

    `path_prefix` stands before the paths of all services.
    """

    error_rules: ClassVar[Mapping[str, ErrorRule]] = {}
    path_prefix: ClassVar[str] = ""
    rerank_path: ClassVar[str] = "/rerank"

    def build_request(
        self, request: StreamRequest | PlainRequest, request_id: str
    ) -> httpx.Request:
        path, body = self._translate(request)
        return self.post(self.path_prefix + path, body, {"X-Request-Id": request_id})

    def models_request(self) -> httpx.Request:
        return self.get(f"{self.path_prefix}/models")

    def parse_payload(
        self, payload: Mapping[str, JSON], reply: Reply[Any], event: str = ""
    ) -> None:
        for choice in as_objects(payload.get("choices")):
            # Only one completion is asked for; of several the first is the answer.
            if choice.get("index") in (0, None):
                _parse_choice(choice, reply)
        reply.usage = read_usage(payload) or reply.usage
        if not reply.request_id:
            reply.request_id = as_label(payload.get("id"))
            reply.model = as_label(payload.get("model"))

    def without_text(self, payload: Mapping[str, JSON]) -> Mapping[str, JSON]:
        choices = [
            {name: value for name, value in choice.items() if name not in ("delta", "message")}
            for choice in as_objects(payload.get("choices"))
        ]
        return {**payload, "choices": choices}

    def is_completion(self, payload: Mapping[str, JSON]) -> bool:
        return bool(as_objects(payload.get("choices")))

    def is_complete(self, reply: Reply[Any]) -> bool:
        return reply.is_ended or reply.finish_reason is not None

    def is_error(self, payload: Mapping[str, JSON]) -> bool:
        return bool(
            payload.get("error") or payload.get("error_code") or payload.get("object") == "error"
        )

    def map_error(self, answer: PlainAnswer) -> GatewayError:
        details = describe_failure(answer, self.name, self.connection.auth)
        rule = self.error_rules.get(details.provider_code)
        if rule is None:
            error_type = as_text(as_object(answer.payload.get("error")).get("type"))
            rule = self.error_rules.get(error_type)
        if rule is not None:
            return rule.make(details)
        if answer.status_code < 300:
            # An error that calls itself a success says nothing about whose fault it is.
            return GatewayError(details=details)
        return error_from_status(details)

    def _translate(self, request: StreamRequest | PlainRequest) -> tuple[str, dict[str, JSON]]:
        match request:
            case ChatRequest():
                return "/chat/completions", chat_body(request, self._model(request, Task.CHAT))
            case CompletionRequest() | ImageToTextRequest():
                return self._translate(as_chat_request(request))
            case EmbeddingRequest():
                return "/embeddings", embedding_body(request, self._model(request, Task.EMBEDDING))
            case ImageRequest():
                return "/images/generations", image_body(request, self._model(request, Task.IMAGE))
            case RerankRequest():
                return self.rerank_path, rerank_body(request, self._model(request, Task.RERANK))
            case PluginRequest() | ErniePluginRequest() | TokenCountRequest():
                raise self.unsupported()
            case _:
                assert_never(request)

    def _model(
        self, request: ChatRequest | EmbeddingRequest | ImageRequest | RerankRequest, task: Task
    ) -> str:
        name = request.endpoint or require_model(self.name, task, request.model)
        spec = None if request.endpoint else find_model(self.name, name, task)
        return spec.endpoint if spec else name


def _parse_choice(choice: Mapping[str, JSON], reply: Reply[Any]) -> None:
    delta = as_object(choice.get("delta")) or as_object(choice.get("message"))
    if reasoning := as_text(delta.get("reasoning_content")) or as_text(delta.get("reasoning")):
        reply.add_reasoning(reasoning)
    if text := as_text(delta.get("content")):
        reply.add_text(text)
    for position, call in enumerate(as_objects(delta.get("tool_calls"))[:_MAX_TOOL_CALLS]):
        function = as_object(call.get("function"))
        index = as_count(call.get("index", position))
        reply.add_tool_call(
            position if index is None else index,
            as_text(call.get("id")),
            as_text(function.get("name")),
            as_text(function.get("arguments")),
        )
    if reason := as_text(choice.get("finish_reason")):
        reply.finish_reason = _FINISH_REASONS.get(reason, FinishReason.UNKNOWN)
    flag = choice.get("flag")
    if flag in _HIDING_FLAGS:
        reply.finish_reason = FinishReason.CONTENT_FILTER
    if flag in _ENDING_FLAGS or choice.get("need_clear_history") is True:
        reply.need_clear_history = True
    ban_round = choice.get("ban_round")
    if isinstance(ban_round, int) and -1 <= ban_round < 100_000:
        reply.ban_round = ban_round
