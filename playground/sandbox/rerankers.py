"""Reranking, V1 and V2: documents in the order in which they answer a query."""

from __future__ import annotations

import time
from typing import Any

from starlette.responses import Response

from playground.sandbox.catalog import RerankModel, find_v1_reranker, find_v2_reranker
from playground.sandbox.errors import Version, invalid_argument
from playground.sandbox.exchange import Exchange, v1_service, v2_service
from playground.sandbox.frames import make_id
from playground.sandbox.prompts import estimate_tokens
from playground.sandbox.text_limits import check_text


async def _answer(exchange: Exchange[RerankModel]) -> Response:
    version, body = exchange.version, exchange.body
    query, documents = read_question(body, exchange.model, version)
    top_n = _read_top_n(body, version) or len(documents)
    tokens = estimate_tokens(query) * len(documents) + sum(map(estimate_tokens, documents))
    exchange.count(tokens)
    embedder = exchange.sandbox.embedder_for(exchange.faults)
    exchange.headers["X-Sandbox-Backend"] = embedder.name
    scores = await embedder.rate(query, documents)
    ranking = sorted(range(len(documents)), key=lambda index: -scores[index])[:top_n]
    answer = {
        "id": make_id(),
        "object": "reranker_list",
        "created": int(time.time()),
        "results": [
            {"document": documents[index], "relevance_score": scores[index], "index": index}
            for index in ranking
        ],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }
    return exchange.plain(answer if version == "v1" else {**answer, "model": exchange.name})


def read_question(
    body: dict[str, Any], model: RerankModel, version: Version
) -> tuple[str, list[str]]:
    """Return the query and the documents.

    Raises: V1Error 336003, 336007 or 336103, V2Error 400
    """
    query, documents = body.get("query"), body.get("documents")
    if not isinstance(query, str) or not query.strip():
        raise invalid_argument(version, "query can not be empty")
    if not isinstance(documents, list) or not documents:
        raise invalid_argument(version, "documents must be a list of strings")
    if len(documents) > model.max_documents:
        message = f"the max number of documents is {model.max_documents}, not {len(documents)}"
        raise invalid_argument(version, message)
    limits = {"max_characters": model.max_query_characters, "max_tokens": model.max_query_tokens}
    check_text(query, version, **limits)
    for index, document in enumerate(documents):
        if not isinstance(document, str) or not document.strip():
            message = f"documents[{index}] must be a string that is not empty"
            raise invalid_argument(version, message)
        check_text(
            document,
            version,
            max_characters=model.max_document_characters,
            max_tokens=model.max_document_tokens,
        )
    return query, documents


def _read_top_n(body: dict[str, Any], version: Version) -> int | None:
    top_n = body.get("top_n")
    if top_n is None:
        return None
    if isinstance(top_n, bool) or not isinstance(top_n, int) or top_n < 1:
        raise invalid_argument(version, "top_n must be an integer of at least 1")
    return top_n


ROUTES = [
    v1_service("/reranker/{endpoint}", find_v1_reranker, _answer),
    # The official package asks for the first, the public documents name the second.
    v2_service("/v2/rerankers", find_v2_reranker, _answer),
    v2_service("/v2/rerank", find_v2_reranker, _answer),
]
