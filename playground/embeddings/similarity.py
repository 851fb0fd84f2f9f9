"""How alike vectors are: the cosine of the angle between them, from -1 to 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.embeddings.vectors import Matrix, VectorsError, unit_rows

# With 5,000 texts, 10 MB of similarities at a time instead of 100.
_ROWS_PER_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Neighbor:
    """One text near a query, by its position in the list."""

    position: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that are alike; `first` is before `second` in the list."""

    first: int
    second: int
    similarity: float


def nearest(vectors: Matrix, query: Matrix, count: int) -> list[Neighbor]:
    """Return the `count` vectors that are most like a query, best first, equal ones in order.

    Raises: VectorsError if the query is of another dimension.
    """
    if not len(vectors):
        return []
    if query.shape != vectors.shape[1:]:
        message = f"The query has {query.size} numbers, the vectors have {vectors.shape[1]}."
        raise VectorsError(message)
    similarities = _bounded(unit_rows(vectors) @ unit_rows(query[None, :])[0])
    order = np.argsort(-similarities, kind="stable")[: max(count, 0)]
    return [Neighbor(int(place), float(similarities[place])) for place in order]


def near_duplicates(vectors: Matrix, threshold: float, limit: int) -> list[Pair]:
    """Return at most `limit` pairs that are at least so alike, best first."""
    units = unit_rows(vectors)
    kept = np.zeros(0, np.float32)
    places = np.zeros((0, 2), np.intp)
    for start in range(0, len(units), _ROWS_PER_BLOCK):
        # Only what comes after: each pair once, and no text with itself.
        block = _bounded(units[start : start + _ROWS_PER_BLOCK] @ units[start:].T)
        found = np.argwhere(np.triu(block >= threshold, k=1))
        kept = np.concatenate([kept, block[found[:, 0], found[:, 1]]])
        places = np.concatenate([places, found + start])
        order = np.argsort(-kept, kind="stable")[: max(limit, 0)]
        kept, places = kept[order], places[order]
    return [
        Pair(int(first), int(second), float(similarity))
        for (first, second), similarity in zip(places, kept, strict=True)
    ]


def similarity_levels(vectors: Matrix) -> NDArray[np.uint8]:
    """Return how alike every two vectors are as levels: 25 MB for 5,000 of them, not 100."""
    units = unit_rows(vectors)
    levels = np.zeros((len(units), len(units)), np.uint8)
    for start in range(0, len(units), _ROWS_PER_BLOCK):
        block = units[start : start + _ROWS_PER_BLOCK] @ units.T
        levels[start : start + _ROWS_PER_BLOCK] = as_levels(block)
    return levels


def as_levels(matrix: Matrix) -> NDArray[np.uint8]:
    """Return similarities as levels of a heat map: 0 for -1, 255 for 1."""
    levels = np.rint((matrix + np.float32(1)) * np.float32(127.5))
    bounded: NDArray[np.uint8] = np.clip(levels, 0, 255).astype(np.uint8)
    return bounded


def _bounded(similarities: Matrix) -> Matrix:
    # Rounding goes a little beyond 1.
    return np.clip(similarities, -1, 1, out=similarities)
