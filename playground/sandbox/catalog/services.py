"""The services as the console lists them: the platform's own, and a few of a person's."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from playground.sandbox.catalog.chat_models import V1_CHAT_ENDPOINTS
from playground.sandbox.catalog.data_models import (
    V1_EMBEDDING_ENDPOINTS,
    V1_IMAGE_ENDPOINTS,
    V1_RERANK_ENDPOINTS,
)
from playground.sandbox.catalog.text_models import (
    V1_COMPLETION_ENDPOINTS,
    V1_IMAGE_TO_TEXT_ENDPOINTS,
)

# The names of the services' kinds are those of their paths.
_COMMON: Mapping[str, Mapping[str, str]] = {
    "chat": V1_CHAT_ENDPOINTS,
    "completions": V1_COMPLETION_ENDPOINTS,
    "embeddings": V1_EMBEDDING_ENDPOINTS,
    "text2image": V1_IMAGE_ENDPOINTS,
    "image2text": V1_IMAGE_TO_TEXT_ENDPOINTS,
    "reranker": V1_RERANK_ENDPOINTS,
}
_CUSTOM: Mapping[str, Mapping[str, str]] = {
    "chat": {"My fine-tuned ERNIE": "my-fine-tuned-ernie"},
    "completions": {"My code writer": "my-code-writer"},
    "embeddings": {"My embedding": "my-embedding"},
    "text2image": {"My picture style": "my-picture-style"},
}


@dataclass(frozen=True, slots=True)
class Service:
    """One deployed model; `kind` and `endpoint` are the last two parts of its URL."""

    name: str
    kind: str
    endpoint: str
    is_custom: bool = False

    @property
    def id(self) -> str:
        """Return an id in the platform's shape, the same at every start."""
        digest = hashlib.sha256(f"{self.kind}/{self.endpoint}".encode()).hexdigest()
        return f"{'svco' if self.is_custom else 'svcp'}-{digest[:12]}"


SERVICES: tuple[Service, ...] = tuple(
    Service(name, kind, endpoint, is_custom)
    for kinds, is_custom in ((_COMMON, False), (_CUSTOM, True))
    for kind, endpoints in kinds.items()
    for name, endpoint in endpoints.items()
)
