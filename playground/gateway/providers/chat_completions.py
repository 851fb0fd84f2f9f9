"""The shape that Qianfan V2 and OpenAI-compatible servers share: `chat/completions`."""

from __future__ import annotations

from collections.abc import Mapping

from playground.gateway.errors import GatewayError
from playground.gateway.payloads import as_count, as_label, as_object, as_objects, as_text
from playground.gateway.provider_errors import (
    ErrorRule,
    PlainAnswer,
    describe_failure,
    error_from_status,
)
from playground.gateway.providers.base import Provider, merge_body
from playground.gateway.reply import Reply
from playground.gateway.values import JSON, ChatMessage, ChatRequest, FinishReason, Usage

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
    """Translates everything but the address and the meaning of error codes."""

    error_rules: Mapping[str, ErrorRule] = {}

    def body(self, request: ChatRequest, model: str) -> dict[str, JSON]:
        """Translate a request to its JSON body."""
        messages = request.messages
        if request.system.strip():
            messages = (ChatMessage("system", request.system), *messages)
        body: dict[str, JSON] = {
            "model": model,
            "messages": [_message(message) for message in messages],
            "stream": request.is_streaming,
        }
        if request.is_streaming:
            body["stream_options"] = {"include_usage": True}
        body = merge_body(body, request)
        if isinstance(body.get("response_format"), str):
            body["response_format"] = {"type": body["response_format"]}
        return body

    def parse_payload(self, payload: Mapping[str, JSON], reply: Reply) -> None:
        reply.last_payload = payload
        for choice in as_objects(payload.get("choices")):
            # Only one completion is asked for; of several the first is the answer.
            if choice.get("index") in (0, None):
                _parse_choice(choice, reply)
        if usage := as_object(payload.get("usage")):
            reply.usage = _parse_usage(usage)
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

    def is_complete(self, reply: Reply) -> bool:
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


def _message(message: ChatMessage) -> dict[str, JSON]:
    body: dict[str, JSON] = {"role": message.role, "content": message.content}
    if message.name:
        body["name"] = message.name
    return body


def _parse_choice(choice: Mapping[str, JSON], reply: Reply) -> None:
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


def _parse_usage(usage: Mapping[str, JSON]) -> Usage:
    prompt_details = as_object(usage.get("prompt_tokens_details"))
    completion_details = as_object(usage.get("completion_tokens_details"))
    return Usage(
        input_tokens=as_count(usage.get("prompt_tokens")),
        output_tokens=as_count(usage.get("completion_tokens")),
        total_tokens=as_count(usage.get("total_tokens")),
        cached_tokens=as_count(prompt_details.get("cached_tokens")),
        reasoning_tokens=as_count(completion_details.get("reasoning_tokens")),
    )
