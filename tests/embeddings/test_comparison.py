from __future__ import annotations

import numpy as np
import pytest

from playground.embeddings.comparison import compare, compare_pairs, neighbors_of


@pytest.fixture
def vectors():
    return np.random.default_rng(3).normal(size=(60, 8)).astype(np.float32)


def test_a_model_agrees_with_itself(vectors):
    comparison = compare(vectors, vectors)

    assert comparison.linear == pytest.approx(1)
    assert comparison.rank == pytest.approx(1)
    assert comparison.agreements.tolist() == [1.0] * 60


def test_a_turned_and_stretched_space_says_the_same(vectors):
    turned = np.linalg.qr(np.random.default_rng(4).normal(size=(8, 8)))[0].astype(np.float32)

    comparison = compare(vectors, 3 * vectors @ turned)

    assert comparison.linear == pytest.approx(1, abs=1e-5)
    assert comparison.agreements.mean() > 0.99


def test_vectors_by_chance_do_not_agree(vectors):
    other = np.random.default_rng(9).normal(size=(60, 16)).astype(np.float32)

    comparison = compare(vectors, other)

    assert abs(comparison.rank) < 0.2
    assert comparison.agreements.mean() < 0.5


def test_opposite_opinions_have_a_negative_correlation():
    first = np.array([[1, 0], [0.9, 0.1], [0, 1]], np.float32)
    second = np.array([[1, 0], [0, 1], [0.9, 0.1]], np.float32)

    assert compare(first, second).rank < 0


def test_where_all_pairs_are_alike_there_is_no_correlation(vectors):
    comparison = compare(vectors, np.ones((60, 2), np.float32))

    assert comparison.linear is None
    assert comparison.rank is None


def test_neighbors_are_the_nearest_without_the_text_itself(vectors):
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    similarities = units @ units.T
    np.fill_diagonal(similarities, -2)

    assert (neighbors_of(vectors, 3) == np.argsort(-similarities, axis=1)[:, :3]).all()


def test_of_many_pairs_some_are_taken_the_same_each_time(vectors):
    first, again = compare_pairs(vectors, vectors, 100), compare_pairs(vectors, vectors, 100)

    assert len(first.pairs) == 100
    assert (first.pairs[:, 0] < first.pairs[:, 1]).all()
    assert (first.pairs == again.pairs).all()


def test_two_texts_and_fewer_can_be_compared():
    for count in (0, 1, 2):
        vectors = np.eye(2, dtype=np.float32)[:count]

        assert len(compare(vectors, vectors).agreements) == count
