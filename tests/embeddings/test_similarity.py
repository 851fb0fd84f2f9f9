"""How alike vectors are."""

from __future__ import annotations

import numpy as np
import pytest

from playground.embeddings.similarity import (
    Neighbor,
    Pair,
    as_levels,
    near_duplicates,
    nearest,
    similarity_levels,
)
from playground.embeddings.vectors import VectorsError, as_matrix

COMPASS = as_matrix([[2, 0], [0, 3], [-1, 0], [5, 0], [0, 0]])


def cosines(vectors):
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return units @ units.T


def test_similarity_is_the_cosine_and_zero_is_like_nothing():
    levels = similarity_levels(COMPASS)

    assert levels.tolist() == [
        [255, 128, 0, 255, 128],
        [128, 255, 128, 128, 128],
        [0, 128, 255, 0, 128],
        [255, 128, 0, 255, 128],
        [128, 128, 128, 128, 128],
    ]


def test_the_nearest_come_first_and_equal_ones_in_order():
    neighbors = nearest(COMPASS, as_matrix([[1, 0]])[0], 3)

    assert neighbors == [Neighbor(0, 1.0), Neighbor(3, 1.0), Neighbor(1, 0.0)]
    assert nearest(COMPASS[:0], COMPASS[0], 3) == []


def test_a_query_of_another_dimension_is_refused():
    with pytest.raises(VectorsError, match="The query has 3 numbers, the vectors have 2"):
        nearest(COMPASS, as_matrix([[1, 0, 0]])[0], 3)


def test_near_duplicates_are_pairs_best_first():
    vectors = as_matrix([[1, 0], [4, 3], [1, 0], [0, 1]])

    pairs = near_duplicates(vectors, 0.75, 10)

    assert pairs[0] == Pair(0, 2, 1.0)
    assert [(pair.first, pair.second) for pair in pairs] == [(0, 2), (0, 1), (1, 2)]
    assert near_duplicates(vectors, 0.75, 1) == pairs[:1]
    assert near_duplicates(vectors[:0], 0.75, 1) == []


def test_near_duplicates_are_the_same_however_many_blocks_there_are():
    vectors = np.random.default_rng(5).normal(size=(1300, 8)).astype(np.float32)
    matrix = cosines(vectors)
    firsts, seconds = np.nonzero(np.triu(matrix >= 0.95, k=1))

    pairs = near_duplicates(vectors, 0.95, 100_000)

    assert {(p.first, p.second) for p in pairs} == set(zip(firsts, seconds, strict=True))
    similarities = [pair.similarity for pair in pairs]
    assert similarities == sorted(similarities, reverse=True)
    assert near_duplicates(vectors, 0.95, 7) == pairs[:7]


def test_levels_go_from_0_to_255():
    levels = as_levels(as_matrix([[-1, 0, 1]]))

    assert levels.dtype == np.uint8
    assert levels.tolist() == [[0, 128, 255]]


def test_levels_are_those_of_the_matrix_whatever_the_block():
    vectors = np.random.default_rng(2).normal(size=(600, 4)).astype(np.float32)

    expected = as_levels(cosines(vectors)).astype(int)

    assert abs(similarity_levels(vectors).astype(int) - expected).max() <= 1
