"""Embeddings, V1 and V2."""

from __future__ import annotations

import base64
import struct
import time
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from playground.sandbox.catalog import EmbeddingModel, find_v1_embedding, find_v2_embedding
from playground.sandbox.errors import Version, invalid_argument
from playground.sandbox.exchange import Exchange, v1_service, v2_service
from playground.sandbox.frames import make_id
from playground.sandbox.prompts import estimate_tokens
from playground.sandbox.text_limits import check_text

_ENCODINGS = ("float", "base64")


async def _answer(exchange: Exchange[EmbeddingModel]) -> Response:
    version, model = exchange.version, exchange.model
    texts = read_texts(exchange.body, model, version)
    is_packed = version == "v2" and _read_encoding(exchange.body) == "base64"
    tokens = sum(map(estimate_tokens, texts))
    exchange.count(tokens)
    embedder = exchange.sandbox.embedder_for(exchange.faults)
    exchange.headers["X-Sandbox-Backend"] = embedder.name
    vectors = await embedder.embed(texts, model.dimension)
    body = {
        "id": make_id(),
        "object": "embedding_list",
        "created": int(time.time()),
        "data": [
            {"object": "embedding", "embedding": pack(v) if is_packed else v, "index": index}
            for index, v in enumerate(vectors)
        ],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }
    return exchange.plain(body if version == "v1" else {**body, "model": exchange.name})


def read_texts(body: dict[str, Any], model: EmbeddingModel, version: Version) -> list[str]:
    """Return the texts to embed; V2 also takes a single one.

    Raises: V1Error 336003, 336007 or 336103, V2Error 400
    """
    texts = body.get("input")
    if version == "v2" and isinstance(texts, str):
        texts = [texts]
    if not isinstance(texts, list) or not texts:
        raise invalid_argument(version, "input must be a list of strings")
    if len(texts) > model.max_texts:
        message = f"embeddings max batch size is {model.max_texts}, not {len(texts)}"
        raise invalid_argument(version, message)
    for index, text in enumerate(texts):
        if not isinstance(text, str) or not text.strip():
            raise invalid_argument(version, f"input[{index}] must be a string that is not empty")
        limits = {"max_characters": model.max_characters, "max_tokens": model.max_tokens}
        check_text(text, version, **limits)
    return texts


def pack(vector: Sequence[float]) -> str:
    """Return a vector as base64 of little-endian 32-bit floats, as the `openai` package asks."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


def _read_encoding(body: dict[str, Any]) -> str:
    encoding = body.get("encoding_format") or "float"
    if encoding not in _ENCODINGS:
        raise invalid_argument("v2", f"encoding_format must be one of {', '.join(_ENCODINGS)}")
    return str(encoding)


ROUTES = [
    v1_service("/embeddings/{endpoint}", find_v1_embedding, _answer),
    v2_service("/v2/embeddings", find_v2_embedding, _answer),
]
