"""The models of the services other than chat, on V1 and V2.

Source: the public documents of Qianfan and the official SDK 0.4.12.3, read 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from playground.gateway.catalog.service_parameters import (
    V1_COMPLETION,
    V1_EMBEDDING,
    V1_ERNIE_PLUGIN,
    V1_IMAGE,
    V1_IMAGE_TO_TEXT,
    V1_RERANK,
    V2_EMBEDDING,
    V2_IMAGE,
    V2_RERANK,
)
from playground.gateway.catalog.specs import InputLimits, ModelSpec, Task

# The part of a V1 path that names the service, in front of the endpoint.
V1_PATH_TYPES: Final[Mapping[Task, str]] = {
    Task.CHAT: "chat",
    Task.COMPLETION: "completions",
    Task.EMBEDDING: "embeddings",
    Task.IMAGE: "text2image",
    Task.IMAGE_TO_TEXT: "image2text",
    Task.RERANK: "reranker",
    Task.PLUGIN: "plugin",
}

_EMBEDDING_V1 = InputLimits(max_texts=16, max_text_characters=1_000, max_text_tokens=384)
_BGE = InputLimits(max_texts=16, max_text_characters=2_000, max_text_tokens=512)
_TAO = InputLimits(max_texts=1, max_text_characters=28_000, max_text_tokens=8_192)
_BCE = InputLimits(max_query_characters=1_600, max_documents=64, max_document_characters=4_096)
_PROMPT = InputLimits(max_prompt_characters=1_024)

# Name, endpoint on V1, limits, numbers in a vector; on V2 the id is the name in lower case.
_EMBEDDINGS = (
    ("Embedding-V1", "embedding-v1", _EMBEDDING_V1, 384),
    ("bge-large-zh", "bge_large_zh", _BGE, 1_024),
    ("bge-large-en", "bge_large_en", _BGE, 1_024),
    ("tao-8k", "tao_8k", _TAO, 1_024),
)
_RERANKER = "bce-reranker-base_v1"
_V2_IMAGES = (("irag-1.0", 220), ("flux.1-schnell", 512))

SERVICES_V1: tuple[ModelSpec, ...] = (
    *(
        ModelSpec(
            *(name, "qianfan_v1", endpoint, Task.EMBEDDING),
            limits=limits,
            dimensions=dimensions,
            parameters=V1_EMBEDDING,
        )
        for name, endpoint, limits, dimensions in _EMBEDDINGS
    ),
    ModelSpec(
        *("Stable-Diffusion-XL", "qianfan_v1", "sd_xl", Task.IMAGE),
        limits=_PROMPT,
        parameters=V1_IMAGE,
    ),
    ModelSpec(
        *("Fuyu-8B", "qianfan_v1", "fuyu_8b", Task.IMAGE_TO_TEXT),
        limits=_PROMPT,
        parameters=V1_IMAGE_TO_TEXT,
        supports_system=False,
    ),
    ModelSpec(
        *(_RERANKER, "qianfan_v1", "bce_reranker_base", Task.RERANK),
        limits=_BCE,
        parameters=V1_RERANK,
    ),
    *(
        ModelSpec(
            *(name, "qianfan_v1", endpoint, Task.COMPLETION),
            parameters=V1_COMPLETION,
            supports_system=False,
        )
        for name, endpoint in (
            ("SQLCoder-7B", "sqlcoder_7b"),
            ("CodeLlama-7b-Instruct", "codellama_7b_instruct"),
        )
    ),
    *(
        ModelSpec(
            *(name, "qianfan_v1", endpoint, Task.PLUGIN),
            parameters=V1_ERNIE_PLUGIN,
            supports_system=False,
        )
        for name, endpoint in (
            ("EBPlugin", "erniebot/plugins"),
            ("EBPluginV2", "erniebot/plugin"),
        )
    ),
)

SERVICES_V2: tuple[ModelSpec, ...] = (
    *(
        ModelSpec(
            *(name.lower(), "qianfan_v2", name.lower(), Task.EMBEDDING),
            limits=limits,
            dimensions=dimensions,
            parameters=V2_EMBEDDING,
        )
        for name, _endpoint, limits, dimensions in _EMBEDDINGS
    ),
    *(
        ModelSpec(
            *(name, "qianfan_v2", name, Task.IMAGE),
            limits=InputLimits(max_prompt_characters=characters),
            parameters=V2_IMAGE,
        )
        for name, characters in _V2_IMAGES
    ),
    ModelSpec(
        *(_RERANKER, "qianfan_v2", _RERANKER, Task.RERANK),
        limits=_BCE,
        parameters=V2_RERANK,
    ),
)
