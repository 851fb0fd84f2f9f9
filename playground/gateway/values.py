"""What a call is made of: frozen values without identity, storage or transport."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

JSON: TypeAlias = "str | int | float | bool | Sequence[JSON] | Mapping[str, JSON] | None"
Role: TypeAlias = Literal["system", "user", "assistant", "tool"]


class FinishReason(StrEnum):
    """Why a model stopped writing, in one vocabulary for all providers."""

    STOP = "stop"
    LENGTH = "length"
    CONTENT_FILTER = "content_filter"
    TOOL_CALLS = "tool_calls"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One turn of a conversation; `name` is the function's name on a tool turn."""

    role: Role
    content: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A chat completion to ask for.

    `model` is a name of the catalogue, or any model id on V2 and OpenAI-compatible servers.
    `endpoint` is a person's own deployed service and beats `model`. `parameters` and `extra`
    carry the provider's own keys; `extra` is never looked at and wins over everything.
    """

    messages: tuple[ChatMessage, ...]
    model: str = ""
    endpoint: str = ""
    system: str = ""
    parameters: Mapping[str, JSON] = field(default_factory=dict)
    is_streaming: bool = True
    extra: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counted them; None where it did not say."""

    input_tokens: int | None
    output_tokens: int | None
    total_tokens: int | None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
