"""Put vectors into the database as they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Value

from playground.embeddings.models import Embedding, EmbeddingPart, EmbeddingQuery
from playground.gateway import MalformedResponseError
from playground.gateway.results import EmbeddedPart

if TYPE_CHECKING:
    from playground.embeddings.vectors import Matrix


class DimensionChangedError(Exception):
    """The vectors are not of the dimension of those before, or nobody wants them any more."""


@transaction.atomic
def save_part(embedding: int, places: Sequence[int], part: EmbeddedPart) -> None:
    """Save the vectors of the texts at `places`.

    Raises: DimensionChangedError, MalformedResponseError.
    """
    # NumPy takes a moment to load, which no page waits for.
    from playground.embeddings.vectors import to_blob

    matrix = _matrix(part.vectors)
    usage = part.facts.usage
    tokens = usage.input_tokens if usage else None
    dimension = matrix.shape[1]
    # What is unknown of one part is unknown of all.
    summed = Value(None) if tokens is None else F("input_tokens") + tokens
    same = Embedding.objects.filter(pk=embedding, dimension__in=(0, dimension))
    if not same.update(
        dimension=dimension, done_count=F("done_count") + len(places), input_tokens=summed
    ):
        raise DimensionChangedError
    EmbeddingPart.objects.bulk_create(
        EmbeddingPart(
            embedding_id=embedding,
            start=places[first],
            vectors=to_blob(matrix[first:end]),
            tokens=tokens if len(places) == 1 else None,
        )
        for first, end in _neighbors(places)
    )


def save_query_vector(query: int, vector: Sequence[float]) -> None:
    """Save the vector of a query. Raises: MalformedResponseError."""
    from playground.embeddings.vectors import to_blob

    EmbeddingQuery.objects.filter(pk=query).update(vector=to_blob(_matrix([vector])))


def _matrix(vectors: Sequence[Sequence[float]]) -> Matrix:
    """Make a matrix of what a provider sent, whose numbers may be larger than any of ours."""
    from playground.embeddings.vectors import VectorsError, as_matrix

    try:
        return as_matrix(vectors)
    except VectorsError as exc:
        raise MalformedResponseError from exc


def _neighbors(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield where runs of places that follow each other begin and end."""
    first = 0
    for index in range(1, len(places) + 1):
        if index == len(places) or places[index] != places[index - 1] + 1:
            yield first, index
            first = index
