"""What a run may ask a provider for, and what of it is kept to be looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeAlias

from playground.gateway import EmbeddingRequest, ImageRequest, StreamRequest

RunRequest: TypeAlias = StreamRequest | EmbeddingRequest | ImageRequest

# Of the texts of an embedding, so many are kept with the run; thousands may have been sent.
SHOWN_TEXTS: Final = 16


def shown_request(request: RunRequest) -> RunRequest:
    """Return what of a request is kept to be looked at."""
    if isinstance(request, EmbeddingRequest):
        return replace(request, texts=request.texts[:SHOWN_TEXTS])
    return request
