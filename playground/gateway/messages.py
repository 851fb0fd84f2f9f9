"""Are the messages what a provider takes? Answered before sending, with the position.

Qianfan itself answers most faults with "the length of messages must be an odd number", which
misleads people whose fault is, say, two user turns in a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from playground.gateway.catalog import ModelSpec, Task, default_model, find_model
from playground.gateway.errors import (
    ContextLengthError,
    ErrorDetails,
    InvalidRequestError,
    MessageOrderError,
    UnsupportedFeatureError,
)
from playground.gateway.values import (
    ChatMessage,
    ChatRequest,
    CompletionRequest,
    ImageToTextRequest,
)

# OpenAI-compatible servers differ in what they take; the server itself will say.
_FREE_ORDER = frozenset({"openai_compatible"})


def check_messages(request: ChatRequest, provider: str) -> None:
    """Check order, content and length of the messages.

    Raises: MessageOrderError with the position of the first fault, ContextLengthError,
    UnsupportedFeatureError where the model takes no system prompt.
    """
    details = ErrorDetails(provider=provider)
    if not request.messages:
        raise MessageOrderError("messages_empty", details=details)
    for position, message in enumerate(request.messages):
        code = "" if provider in _FREE_ORDER else _fault_at(position, request, provider)
        if not code and _is_blank(message):
            code = "message_blank"
        if code:
            raise MessageOrderError(code, position=position, details=details)
    if provider not in _FREE_ORDER and request.messages[-1].role not in ("user", "tool"):
        position = len(request.messages) - 1
        raise MessageOrderError("message_last_not_user", position=position, details=details)
    model = model_of(request, provider)
    if model is not None:
        _check_model(request, model, details)


def model_of(request: ChatRequest, provider: str) -> ModelSpec | None:
    """Find the catalogue entry a request means; None for an own endpoint or unknown model."""
    if request.endpoint:
        return None
    return find_model(provider, request.model or default_model(provider))


def split_system(request: ChatRequest) -> tuple[str, tuple[ChatMessage, ...]]:
    """Split a checked request into its system prompt and its other messages."""
    first, *others = request.messages
    if first.role == "system":
        return first.content, tuple(others)
    return request.system, request.messages


def _fault_at(position: int, request: ChatRequest, provider: str) -> str:
    message = request.messages[position]
    previous = request.messages[position - 1].role if position else "system"
    match message.role:
        case "system":
            is_only = position == 0 and not request.system.strip()
            return "" if is_only else "message_system_not_first"
        case "user":
            return _expected_after(previous) if previous in ("user", "tool") else ""
        case "assistant":
            return _expected_after(previous) if previous in ("assistant", "system") else ""
        case "tool" if provider != "qianfan_v1":
            # Several results may follow one turn with several calls.
            return ""
        case "tool":
            if not answered_function(position, request.messages):
                return "message_tool_without_name"
            return "" if previous == "assistant" else _expected_after(previous)
        case _:
            assert_never(message.role)


def _is_blank(message: ChatMessage) -> bool:
    # A turn that calls tools, or shows a picture, need not say anything.
    return not (message.content.strip() or message.tool_calls or message.images)


def _expected_after(previous: str) -> str:
    if previous in ("user", "tool"):
        return "message_expected_assistant"
    return "message_expected_user"


def _check_model(request: ChatRequest, model: ModelSpec, details: ErrorDetails) -> None:
    system, messages = split_system(request)
    if system and not model.supports_system:
        raise UnsupportedFeatureError("system_prompt_unsupported", details=details)
    limit = model.max_input_characters
    if limit is None:
        return
    actual = len(system) + sum(len(message.content) for message in messages)
    if actual > limit:
        raise ContextLengthError(
            "context_too_many_characters",
            details=details,
            parameters={"actual": actual, "limit": limit},
        )


def require_model(provider: str, task: Task, model: str) -> str:
    """Return the model that a request names, or else the provider's default.

    Raises: InvalidRequestError if there is neither.
    """
    name = model or default_model(provider, task)
    if not name:
        raise InvalidRequestError("model_missing", details=ErrorDetails(provider=provider))
    return name


def as_chat_request(request: CompletionRequest | ImageToTextRequest) -> ChatRequest:
    """Ask a chat model instead: the prompt, and a picture if there is one, in one user turn."""
    images = (request.image,) if isinstance(request, ImageToTextRequest) else ()
    return ChatRequest(
        messages=(ChatMessage("user", request.prompt, images=images),),
        model=request.model,
        endpoint=request.endpoint,
        parameters=request.parameters,
        is_streaming=request.is_streaming,
        extra=request.extra,
    )


def answered_function(position: int, messages: Sequence[ChatMessage]) -> str:
    """Name the function whose result a tool's turn is: its own word, or the call before it."""
    message = messages[position]
    if message.name or position == 0:
        return message.name
    calls = messages[position - 1].tool_calls
    named = [call.name for call in calls if call.id == message.tool_call_id]
    return named[0] if named else ""
