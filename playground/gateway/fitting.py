"""Makes a conversation short enough for its model by forgetting how it began."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from playground.gateway.catalog import ModelSpec
from playground.gateway.errors import ContextLengthError, ErrorDetails
from playground.gateway.messages import model_of, split_system
from playground.gateway.token_estimates import estimate_message_tokens, estimate_tokens
from playground.gateway.values import ChatMessage, ChatRequest


def fit_messages(request: ChatRequest, provider: str) -> ChatRequest:
    """Drop the oldest exchanges until the messages are within the limits of their model.

    An exchange is what a user said with all that came of it, so that an answer never stands
    without its question, nor a tool's result without its call. The system prompt and the last
    exchange stay. Returns the same object if nothing had to go.
    Raises: ContextLengthError if the last exchange alone is too long.
    """
    model = model_of(request, provider) if request.messages else None
    if model is None:
        return request
    system, messages = split_system(request)
    exchanges = list(_exchanges(messages))
    length = _Length(len(system), estimate_tokens(system))
    kept = 0
    for exchange in reversed(exchanges):
        longer = length.plus(exchange)
        if not longer.is_within(model):
            break
        length, kept = longer, kept + 1
    if kept == len(exchanges):
        return request
    if not kept:
        raise _too_long(length.plus(exchanges[-1]), model, provider)
    head = request.messages[: len(request.messages) - len(messages)]
    tail = (message for exchange in exchanges[-kept:] for message in exchange)
    return replace(request, messages=(*head, *tail))


@dataclass(frozen=True, slots=True)
class _Length:
    characters: int
    tokens: int

    def plus(self, messages: Sequence[ChatMessage]) -> _Length:
        return _Length(
            self.characters + sum(len(message.content) for message in messages),
            self.tokens + sum(estimate_message_tokens(message) for message in messages),
        )

    def is_within(self, model: ModelSpec) -> bool:
        return not self.has_too_many_characters(model) and (
            model.max_input_tokens is None or self.tokens <= model.max_input_tokens
        )

    def has_too_many_characters(self, model: ModelSpec) -> bool:
        limit = model.max_input_characters
        return limit is not None and self.characters > limit


def _exchanges(messages: Sequence[ChatMessage]) -> Iterator[Sequence[ChatMessage]]:
    start = 0
    for position in range(1, len(messages)):
        if messages[position].role == "user":
            yield messages[start:position]
            start = position
    if messages:
        yield messages[start:]


def _too_long(length: _Length, model: ModelSpec, provider: str) -> ContextLengthError:
    details = ErrorDetails(provider=provider)
    if length.has_too_many_characters(model) and model.max_input_characters is not None:
        return ContextLengthError(
            "context_too_many_characters",
            details=details,
            parameters={"actual": length.characters, "limit": model.max_input_characters},
        )
    return ContextLengthError(details=details)
