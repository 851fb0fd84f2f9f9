"""Is a request one that can be answered? Judged before sending, so that faults cost nothing.

Order and length of messages are in `messages.py`; what a provider alone can judge is left to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from playground.gateway.catalog import InputLimits, Task, default_model, find_model
from playground.gateway.errors import ContextLengthError, ErrorDetails, InvalidRequestError
from playground.gateway.messages import as_chat_request, check_messages
from playground.gateway.values import (
    ChatRequest,
    CompletionRequest,
    EmbeddingRequest,
    ErniePluginRequest,
    ImageRequest,
    ImageToTextRequest,
    PlainRequest,
    PluginRequest,
    RerankRequest,
    StreamRequest,
    TokenCountRequest,
)

_MAX_PLUGIN_QUERY_CHARACTERS = 1_000


def check_request(request: StreamRequest | PlainRequest, provider: str) -> None:
    """Check the contents of a request.

    Raises: InvalidRequestError, of its kinds MessageOrderError and ContextLengthError, with the
    number (from 1) of the message or text at fault.
    """
    match request:
        case ChatRequest():
            check_messages(request, provider)
        case CompletionRequest():
            _check_prompt(request.prompt, None, provider)
            check_messages(as_chat_request(request), provider)
        case PluginRequest():
            _check_prompt(request.query, _MAX_PLUGIN_QUERY_CHARACTERS, provider)
        case ErniePluginRequest():
            check_messages(ChatRequest(request.messages, endpoint=request.model), provider)
        case ImageToTextRequest():
            limits = limits_of(request, provider, Task.IMAGE_TO_TEXT)
            _check_prompt(request.prompt, limits.max_prompt_characters, provider)
        case ImageRequest():
            limits = limits_of(request, provider, Task.IMAGE)
            _check_prompt(request.prompt, limits.max_prompt_characters, provider)
        case EmbeddingRequest():
            limits = limits_of(request, provider, Task.EMBEDDING)
            _check_texts(request.texts, limits.max_text_characters, provider)
        case RerankRequest():
            _check_ranking(request, limits_of(request, provider, Task.RERANK), provider)
        case TokenCountRequest():
            _check_prompt(request.text, None, provider)
        case _:
            assert_never(request)


def limits_of(
    request: EmbeddingRequest | ImageRequest | ImageToTextRequest | RerankRequest,
    provider: str,
    task: Task,
) -> InputLimits:
    """Return the limits of the model that a request means; none for an own endpoint."""
    if request.endpoint:
        return InputLimits()
    spec = find_model(provider, request.model or default_model(provider, task), task)
    return spec.limits if spec else InputLimits()


def _check_prompt(prompt: str, limit: int | None, provider: str) -> None:
    details = ErrorDetails(provider=provider)
    if not prompt.strip():
        raise InvalidRequestError("prompt_empty", details=details)
    if limit is not None and len(prompt) > limit:
        raise ContextLengthError(
            "prompt_too_long", details=details, parameters={"actual": len(prompt), "limit": limit}
        )


def _check_ranking(request: RerankRequest, limits: InputLimits, provider: str) -> None:
    _check_prompt(request.query, limits.max_query_characters, provider)
    limit, actual = limits.max_documents, len(request.documents)
    if limit is not None and actual > limit:
        raise InvalidRequestError(
            "texts_too_many",
            details=ErrorDetails(provider=provider),
            parameters={"actual": actual, "limit": limit},
        )
    _check_texts(request.documents, limits.max_document_characters, provider)


def _check_texts(texts: Sequence[str], limit: int | None, provider: str) -> None:
    details = ErrorDetails(provider=provider)
    if not texts:
        raise InvalidRequestError("texts_empty", details=details)
    for number, text in enumerate(texts, 1):
        if not text.strip():
            raise InvalidRequestError("text_blank", details=details, parameters={"number": number})
        if limit is not None and len(text) > limit:
            raise ContextLengthError(
                "text_too_long",
                details=details,
                parameters={"number": number, "actual": len(text), "limit": limit},
            )
