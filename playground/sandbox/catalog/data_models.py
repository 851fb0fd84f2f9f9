"""The models of embeddings, reranking and text to image: V1's by endpoint, V2's by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from playground.sandbox.catalog.models import (
    OWN_SERVICE_PREFIX,
    EmbeddingModel,
    ImageModel,
    RerankModel,
)

Model = TypeVar("Model")

_EMBEDDING_V1 = EmbeddingModel(16, 1000, 384, dimension=384)
_BGE = EmbeddingModel(16, 2000, 512, dimension=1024)
_TAO_8K = EmbeddingModel(1, 28000, 8192, dimension=1024)
_BCE = RerankModel(64, 1600, 400, 4096, 1024)
_STABLE_DIFFUSION = ImageModel(
    max_prompt_characters=1024,
    sizes=(
        *("768x768", "768x1024", "1024x768", "576x1024", "1024x576", "1024x1024"),
        # Of the later documents.
        *("1536x1536", "2048x2048", "1536x2048", "2048x1536", "1152x2048", "2048x1152"),
    ),
)

# Official name, V1 endpoint, model.
_EMBEDDINGS = (
    ("Embedding-V1", "embedding-v1", _EMBEDDING_V1),
    ("bge-large-zh", "bge_large_zh", _BGE),
    ("bge-large-en", "bge_large_en", _BGE),
    ("tao-8k", "tao_8k", _TAO_8K),
)

V1_EMBEDDING_ENDPOINTS = {name: endpoint for name, endpoint, _ in _EMBEDDINGS}
V1_IMAGE_ENDPOINTS = {"Stable-Diffusion-XL": "sd_xl"}
V1_RERANK_ENDPOINTS = {"bce-reranker-base_v1": "bce_reranker_base"}

_V1_EMBEDDINGS = {endpoint: model for _, endpoint, model in _EMBEDDINGS}
_V2_EMBEDDINGS = {name.lower(): model for name, _, model in _EMBEDDINGS}
_V2_IMAGES = {"irag-1.0": ImageModel(220), "flux.1-schnell": ImageModel(512)}
# Clients differ in how they spell it: the official Go package leaves the version out.
_V1_RERANKERS = dict.fromkeys(("bce_reranker_base", "bce-reranker-base"), _BCE)
_V2_RERANKERS = dict.fromkeys(("bce-reranker-base_v1", "bce-reranker-base"), _BCE)

V2_DATA_NAMES = (*_V2_EMBEDDINGS, *_V2_IMAGES, "bce-reranker-base_v1")


def find_v1_embedding(endpoint: str) -> EmbeddingModel | None:
    """Return the model behind a V1 embedding endpoint, or None if there is none."""
    return _find(endpoint, _V1_EMBEDDINGS, _EMBEDDING_V1)


def find_v2_embedding(name: str) -> EmbeddingModel | None:
    """Return the embedding model of a V2 name, or None if there is none."""
    return _find(name, _V2_EMBEDDINGS, _EMBEDDING_V1)


def find_v1_image(endpoint: str) -> ImageModel | None:
    """Return the model behind a V1 image endpoint, or None if there is none."""
    return _find(endpoint, {"sd_xl": _STABLE_DIFFUSION}, _STABLE_DIFFUSION)


def find_v2_image(name: str) -> ImageModel | None:
    """Return the image model of a V2 name, or None if there is none."""
    return _find(name, _V2_IMAGES, ImageModel(1024))


def find_v1_reranker(endpoint: str) -> RerankModel | None:
    """Return the model behind a V1 reranking endpoint, or None if there is none."""
    return _find(endpoint, _V1_RERANKERS, _BCE)


def find_v2_reranker(name: str) -> RerankModel | None:
    """Return the reranking model of a V2 name, or None if there is none."""
    return _find(name, _V2_RERANKERS, _BCE)


def _find(name: str, models: Mapping[str, Model], own: Model) -> Model | None:
    return own if name.startswith(OWN_SERVICE_PREFIX) else models.get(name)
