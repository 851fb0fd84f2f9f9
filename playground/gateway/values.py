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
class Usage:
    """Tokens as the provider counted them; None where it did not say."""

    input_tokens: int | None
    output_tokens: int | None
    total_tokens: int | None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None

    def __add__(self, other: Usage) -> Usage:
        """Add the tokens of another call; what is unknown of one is unknown of both."""
        return Usage(
            _add(self.input_tokens, other.input_tokens),
            _add(self.output_tokens, other.output_tokens),
            _add(self.total_tokens, other.total_tokens),
            _add(self.cached_tokens, other.cached_tokens),
            _add(self.reasoning_tokens, other.reasoning_tokens),
        )


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as bytes; `media_type` is what the bytes say, not what somebody claimed."""

    data: bytes = field(repr=False)
    media_type: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that a model may call; `parameters` is the JSON schema of its arguments."""

    name: str
    description: str = ""
    parameters: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function that a model wants called; `arguments` is JSON text as the model wrote it."""

    name: str
    arguments: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One turn of a conversation.

    `tool_calls` stand on an assistant's turn; `name` (the function's) and `tool_call_id` on a
    tool's, whose `content` is the result as JSON text. `images` belong to a user's turn.
    """

    role: Role
    content: str
    name: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A chat completion to ask for.

    `model` is a name of the catalogue, or any model id on V2 and OpenAI-compatible servers.
    `endpoint` is a person's own deployed service and beats `model`. `parameters` and `extra`
    carry the provider's own keys; `extra` is never looked at and wins over everything.
    `tool_choice` is empty for the model's choice, `none`, `required`, or the name of a tool.
    """

    messages: tuple[ChatMessage, ...]
    model: str = ""
    endpoint: str = ""
    system: str = ""
    tools: tuple[Tool, ...] = ()
    tool_choice: str = ""
    parameters: Mapping[str, JSON] = field(default_factory=dict)
    is_streaming: bool = True
    extra: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """A prompt to be continued; a chat model gets it as the one message of a user."""

    prompt: str
    model: str = ""
    endpoint: str = ""
    parameters: Mapping[str, JSON] = field(default_factory=dict)
    is_streaming: bool = True
    extra: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PluginRequest:
    """A question to a plugin application, which is a person's own endpoint (V1 only).

    Without `plugins` the application chooses. `variables` fill its prompt template, `history`
    takes turns and ends with the assistant, `parameters` are those of its model, and
    `is_verbose` asks for what the plugins were given and found.
    """

    query: str
    endpoint: str
    plugins: tuple[str, ...] = ()
    file_url: str = ""
    variables: Mapping[str, JSON] = field(default_factory=dict)
    history: tuple[ChatMessage, ...] = ()
    is_verbose: bool = True
    parameters: Mapping[str, JSON] = field(default_factory=dict)
    is_streaming: bool = True
    extra: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ErniePluginRequest:
    """A conversation with ERNIE Bot's own plugins, such as `eChart` (V1 only).

    Files stand in the text of a message: `<file>name</file><url>…</url>`.
    """

    messages: tuple[ChatMessage, ...]
    plugins: tuple[str, ...]
    model: str = "EBPlugin"
    parameters: Mapping[str, JSON] = field(default_factory=dict)
    is_streaming: bool = True
    extra: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImageToTextRequest:
    """A question about a picture."""

    prompt: str
    image: Image
    model: str = ""
    endpoint: str = ""
    parameters: Mapping[str, JSON] = field(default_factory=dict)
    is_streaming: bool = True
    extra: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EmbeddingRequest:
    """Texts to embed, as many as one likes: the client splits them to what the model takes."""

    texts: tuple[str, ...]
    model: str = ""
    endpoint: str = ""
    parameters: Mapping[str, JSON] = field(default_factory=dict)
    extra: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """Pictures to draw; `parameters` are the provider's own (`size`, `n`, `steps`, …)."""

    prompt: str
    model: str = ""
    endpoint: str = ""
    parameters: Mapping[str, JSON] = field(default_factory=dict)
    extra: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RerankRequest:
    """Documents to sort by how well they answer a query; `top_n` of None returns all."""

    query: str
    documents: tuple[str, ...]
    top_n: int | None = None
    model: str = ""
    endpoint: str = ""
    parameters: Mapping[str, JSON] = field(default_factory=dict)
    extra: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TokenCountRequest:
    """A text whose tokens the provider shall count."""

    text: str
    model: str = ""


# What is answered with text, whole or as a stream.
StreamRequest: TypeAlias = (
    ChatRequest | CompletionRequest | PluginRequest | ErniePluginRequest | ImageToTextRequest
)
# What is answered at once.
PlainRequest: TypeAlias = EmbeddingRequest | ImageRequest | RerankRequest | TokenCountRequest


def _add(first: int | None, second: int | None) -> int | None:
    return None if first is None or second is None else first + second
