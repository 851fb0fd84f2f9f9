"""Embeds any number of texts: in as many calls as the model wants, joined in order."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import add

from playground.gateway.errors import ErrorDetails, MalformedResponseError
from playground.gateway.payloads import as_count, as_objects
from playground.gateway.results import EmbeddingResult
from playground.gateway.values import JSON, EmbeddingRequest

# What Qianfan takes in one call where the model is not known to take less.
DEFAULT_TEXTS_PER_CALL = 16


def split_texts(request: EmbeddingRequest, size: int) -> Iterator[EmbeddingRequest]:
    """Split a request into requests of at most `size` texts."""
    for start in range(0, len(request.texts), size):
        yield replace(request, texts=request.texts[start : start + size])


def read_vectors(payload: Mapping[str, JSON], count: int, provider: str) -> list[Sequence[float]]:
    """Return the vectors of an answer in the order of their texts.

    Raises: MalformedResponseError unless there are `count` of them, of one dimension that is not 0.
    """
    items = _items(payload)
    places = [item.get("index", position) for position, item in enumerate(items)]
    vectors: dict[JSON, Sequence[float]] = {}
    try:
        for place, item in zip(places, items, strict=True):
            vectors[place] = array("d", item["embedding"])  # type: ignore[arg-type]
        ordered = [vectors[place] for place in range(count)]
    except (KeyError, OverflowError, TypeError) as exc:
        raise _malformed(provider) from exc
    dimensions = {len(vector) for vector in ordered}
    if len(items) != count or len(dimensions) > 1 or 0 in dimensions:
        raise _malformed(provider)
    return ordered


def join_results(results: Sequence[EmbeddingResult], provider: str) -> EmbeddingResult:
    """Join the results of a split request; tokens and times are added up.

    Raises: MalformedResponseError if the vectors differ in dimension.
    """
    if len(results) == 1:
        return results[0]
    vectors = tuple(vector for result in results for vector in result.vectors)
    if len({len(vector) for vector in vectors}) > 1:
        raise _malformed(provider)
    facts = [result.facts for result in results]
    items = [item for fact in facts for item in sorted(_items(fact.raw), key=_place)]
    data = [{**item, "index": index} for index, item in enumerate(items)]
    usages = [fact.usage for fact in facts if fact.usage]
    usage = reduce(add, usages) if len(usages) == len(facts) else None
    raw: dict[str, JSON] = {**facts[-1].raw, "data": data}
    if usage:
        counts = {"prompt_tokens": usage.input_tokens, "total_tokens": usage.total_tokens}
        raw["usage"] = counts
    timing = reduce(add, (fact.timing for fact in facts))
    joined = replace(facts[-1], usage=usage, timing=timing, raw=raw)
    return EmbeddingResult(vectors, joined)


def _items(payload: Mapping[str, JSON]) -> list[Mapping[str, JSON]]:
    return as_objects(payload.get("data"))


def _place(item: Mapping[str, JSON]) -> int:
    # Of a read answer, where a missing number means that all are missing and in order.
    return as_count(item.get("index")) or 0


def _malformed(provider: str) -> MalformedResponseError:
    return MalformedResponseError(details=ErrorDetails(provider=provider))
