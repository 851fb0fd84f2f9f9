"""Reads the answers of rerankers and of the token counter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playground.gateway.errors import ErrorDetails, MalformedResponseError
from playground.gateway.payloads import as_count, as_objects
from playground.gateway.results import AnswerFacts, RankedDocument
from playground.gateway.values import JSON


def read_ranking(
    payload: Mapping[str, JSON], documents: Sequence[str], provider: str
) -> tuple[RankedDocument, ...]:
    """Return the ranked documents, best first, with the texts that were sent.

    Raises: MalformedResponseError if a place or a score is missing or cannot be.
    """
    ranked = [
        _read_document(item, documents, provider) for item in as_objects(payload.get("results"))
    ]
    if not ranked:
        raise _malformed(provider)
    return tuple(sorted(ranked, key=lambda document: -document.score))


def read_token_count(facts: AnswerFacts, provider: str) -> int:
    """Return the number of tokens that an answer names.

    Raises: MalformedResponseError if it names none.
    """
    usage = facts.usage
    count = None
    if usage is not None:
        count = usage.total_tokens if usage.total_tokens is not None else usage.input_tokens
    if count is None:
        raise _malformed(provider)
    return count


def _read_document(
    item: Mapping[str, JSON], documents: Sequence[str], provider: str
) -> RankedDocument:
    index, score = as_count(item.get("index")), item.get("relevance_score")
    if index is None or index >= len(documents):
        raise _malformed(provider)
    if isinstance(score, bool) or not isinstance(score, int | float):
        raise _malformed(provider)
    return RankedDocument(index, documents[index], float(score))


def _malformed(provider: str) -> MalformedResponseError:
    return MalformedResponseError(details=ErrorDetails(provider=provider))
