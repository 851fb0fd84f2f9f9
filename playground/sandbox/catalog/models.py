"""What a model of each service is known by: its limits."""

from __future__ import annotations

from dataclasses import dataclass

OWN_SERVICE_PREFIX = "my-"


@dataclass(frozen=True, slots=True)
class ChatModel:
    """Limits of one model. Older models say nothing about why they ended."""

    max_characters: int
    max_tokens: int | None
    has_finish_reason: bool = True


@dataclass(frozen=True, slots=True)
class TextModel:
    """The longest prompt of a service that takes one prompt."""

    max_characters: int


@dataclass(frozen=True, slots=True)
class EmbeddingModel:
    """Texts in one request, the size of each, and the numbers in its vector."""

    max_texts: int
    max_characters: int
    max_tokens: int
    dimension: int


@dataclass(frozen=True, slots=True)
class RerankModel:
    """Sizes of the query and of each document, and how many documents there may be."""

    max_documents: int
    max_query_characters: int
    max_query_tokens: int
    max_document_characters: int
    max_document_tokens: int


@dataclass(frozen=True, slots=True)
class ImageModel:
    """The longest prompt, and the sizes in pixels; without a list of sizes, a range of sides."""

    max_prompt_characters: int
    sizes: tuple[str, ...] = ()
    shortest_side: int = 512
    longest_side: int = 2048
