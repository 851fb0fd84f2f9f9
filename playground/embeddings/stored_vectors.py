"""The vectors of an embedding as they are in the database, and of which texts they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.db.models import Max
from numpy.typing import NDArray

from playground.embeddings.models import Embedding
from playground.embeddings.vectors import Matrix, from_blob

_BYTES_PER_NUMBER = 4


@dataclass(frozen=True, slots=True, eq=False)
class StoredVectors:
    """`places` are those of the texts in the set, in rising order; a row of the matrix for each."""

    places: NDArray[np.uint32]
    matrix: Matrix

    def row_of(self, place: int) -> int | None:
        """Return the row of the text at a place; None where it has no vector yet."""
        row = int(np.searchsorted(self.places, place))
        is_there = row < len(self.places) and int(self.places[row]) == place
        return row if is_there else None


def read_vectors(embedding: Embedding, *, start: int = 0, end: int | None = None) -> StoredVectors:
    """Read the vectors of all texts; or those of a range of places, and maybe of some around it."""
    width = embedding.dimension * _BYTES_PER_NUMBER
    if not width:
        return StoredVectors(np.zeros(0, np.uint32), np.zeros((0, 0), np.float32))
    parts = embedding.parts.order_by("start")
    if start:
        # The part that the first one is in may begin before it.
        before = parts.filter(start__lte=start).aggregate(first=Max("start"))["first"]
        parts = parts.filter(start__gte=before or 0)
    if end is not None:
        parts = parts.filter(start__lt=end)
    places, blobs = [], []
    for first, vectors in parts.values_list("start", "vectors").iterator():
        places.append(np.arange(first, first + len(vectors) // width, dtype=np.uint32))
        blobs.append(bytes(vectors))
    if not blobs:
        return StoredVectors(np.zeros(0, np.uint32), np.zeros((0, embedding.dimension), np.float32))
    return StoredVectors(np.concatenate(places), from_blob(b"".join(blobs), embedding.dimension))


def places_with_vectors(embedding: Embedding) -> set[int]:
    return {int(place) for place in read_vectors(embedding).places}
