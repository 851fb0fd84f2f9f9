"""Two models on the same texts: do they find the same texts alike?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.embeddings.vectors import Matrix, unit_rows

NEIGHBORS = 10
_MAX_PAIRS = 50_000
_ROWS_PER_BLOCK = 512


@dataclass(frozen=True, slots=True, eq=False)
class PairSimilarities:
    """What two models say of the same pairs of texts; `pairs` has two positions a row."""

    pairs: NDArray[np.intp]
    first: Matrix
    second: Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """How far two models agree.

    Correlations are from -1 to 1, None where one of the models says the same of all pairs. There
    is a row of nearest neighbors for each text and model, and in `agreements` the share of them
    that both name.
    """

    linear: float | None
    rank: float | None
    first_neighbors: NDArray[np.intp]
    second_neighbors: NDArray[np.intp]
    agreements: Matrix


def compare_pairs(first: Matrix, second: Matrix, limit: int = _MAX_PAIRS) -> PairSimilarities:
    """Compare the vectors that two models made of the same texts, in the same order."""
    pairs = _pairs(len(first), limit)
    ones, others = (_similarities(unit_rows(each), pairs) for each in (first, second))
    return PairSimilarities(pairs, ones, others)


def compare(first: Matrix, second: Matrix) -> Comparison:
    """Tell how far the vectors agree that two models made of the same texts."""
    similar = compare_pairs(first, second)
    count = min(NEIGHBORS, max(len(first) - 1, 0))
    ones, others = neighbors_of(first, count), neighbors_of(second, count)
    return Comparison(
        linear=_correlation(similar.first, similar.second),
        rank=_correlation(_ranks(similar.first), _ranks(similar.second)),
        first_neighbors=ones,
        second_neighbors=others,
        agreements=_agreements(ones, others),
    )


def neighbors_of(vectors: Matrix, count: int) -> NDArray[np.intp]:
    """Return the `count` positions nearest to each, itself left out, best first."""
    units = unit_rows(vectors)
    found = np.zeros((len(units), count), np.intp)
    for start in range(0, len(units), _ROWS_PER_BLOCK):
        found[start : start + _ROWS_PER_BLOCK] = _nearest_rows(units, start, count)
    return found


def _nearest_rows(units: Matrix, start: int, count: int) -> NDArray[np.intp]:
    block = units[start : start + _ROWS_PER_BLOCK] @ units.T
    rows = np.arange(len(block))
    block[rows, start + rows] = -2
    if count < 1:
        return np.zeros((len(block), 0), np.intp)
    top = np.argpartition(-block, count - 1, axis=1)[:, :count]
    order = np.argsort(-np.take_along_axis(block, top, axis=1), axis=1, kind="stable")
    return np.take_along_axis(top, order, axis=1)


def _agreements(first: NDArray[np.intp], second: NDArray[np.intp]) -> Matrix:
    if not first.size:
        return np.ones(len(first), np.float32)
    is_in_both = (first[:, :, None] == second[:, None, :]).any(axis=2)
    shares: Matrix = is_in_both.mean(axis=1, dtype=np.float32)
    return shares


def _pairs(count: int, limit: int) -> NDArray[np.intp]:
    """Return all pairs of so many texts; where they are too many, some of them by chance."""
    if count * (count - 1) // 2 <= limit:
        return np.stack(np.triu_indices(count, k=1), axis=1)
    # The same ones each time.
    chance = np.random.default_rng(count)
    ones = chance.integers(0, count, limit)
    others = (ones + chance.integers(1, count, limit)) % count
    return np.stack([np.minimum(ones, others), np.maximum(ones, others)], axis=1)


def _similarities(units: Matrix, pairs: NDArray[np.intp]) -> Matrix:
    found = np.zeros(len(pairs), np.float32)
    step = 8 * _ROWS_PER_BLOCK
    for start in range(0, len(pairs), step):
        some = pairs[start : start + step]
        found[start : start + step] = np.einsum("ij,ij->i", units[some[:, 0]], units[some[:, 1]])
    return np.clip(found, -1, 1, out=found)


def _ranks(values: Matrix) -> Matrix:
    """Return the rank of each value; equal ones share the middle of theirs."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks: Matrix = (ends - (counts - 1) / 2)[places].astype(np.float32)
    return ranks


def _correlation(ones: Matrix, others: Matrix) -> float | None:
    if len(ones) < 2:
        return None
    first, second = ones.astype(np.float64), others.astype(np.float64)
    first -= first.mean()
    second -= second.mean()
    size = float(np.sqrt((first @ first) * (second @ second)))
    return float(np.clip(first @ second / size, -1, 1)) if size > 0 else None
