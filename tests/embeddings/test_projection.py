"""Vectors as points of a plane."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from playground.embeddings.projection import project
from playground.embeddings.vectors import as_matrix


def test_points_on_a_plane_keep_their_distances():
    projection = project(as_matrix([[2, 0, 7], [-2, 0, 7], [0, 1, 7], [0, -1, 7]]))

    np.testing.assert_allclose(np.abs(projection.points), [[2, 0], [2, 0], [0, 1], [0, 1]])
    assert projection.points.dtype == np.float32
    assert projection.shares == pytest.approx((0.8, 0.2))


def test_the_farthest_point_of_an_axis_is_on_its_positive_side():
    points = project(as_matrix([[-5, 0], [1, 0], [1, 0]])).points

    assert points[0, 0] > 0
    assert not points[:, 1].any()


def test_more_texts_than_numbers_and_fewer_give_the_same_points():
    vectors = np.random.default_rng(5).normal(size=(6, 5)).astype(np.float32)
    wide = np.hstack([vectors, np.zeros((6, 5), np.float32)])

    np.testing.assert_allclose(project(vectors).points, project(wide).points, atol=1e-5)


@pytest.mark.parametrize(
    "vectors", [[], [[1.0, 2.0]], [[1.0, 2.0]] * 3, [[0.1, 0.7, 1e6]] * 7, [[0.0, 0.0]] * 2]
)
def test_where_nothing_differs_all_points_are_zero(vectors):
    projection = project(as_matrix(vectors))

    assert projection.points.shape == (len(vectors), 2)
    assert not projection.points.any()
    assert projection.shares == (0.0, 0.0)


def test_two_texts_are_on_one_line():
    projection = project(as_matrix([[0, 0, 0], [0, 6, 8]]))

    np.testing.assert_allclose(np.abs(projection.points), [[5, 0], [5, 0]])
    assert projection.shares == pytest.approx((1.0, 0.0))


FINITE = st.floats(-(2.0**60), 2.0**60, width=32)


@given(arrays.arrays(np.float32, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=FINITE))
def test_points_are_finite_and_shares_are_parts_of_one(vectors):
    projection = project(vectors)

    assert np.isfinite(projection.points).all()
    assert 0 <= projection.shares[1] <= projection.shares[0] <= 1
    assert sum(projection.shares) <= 1 + 1e-6


def many_vectors(spread):
    """Return vectors around five centers."""
    chance = np.random.default_rng(7)
    centers = chance.normal(size=(5, 640))[chance.integers(0, 5, 700)]
    return (centers + spread * chance.normal(size=(700, 640))).astype(np.float32)


def test_of_many_numbers_the_same_two_directions_are_found():
    vectors = many_vectors(0.2)

    projection = project(vectors)

    centered = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    _, sizes, axes = np.linalg.svd(centered, full_matrices=False)
    expected = np.abs(centered @ axes[:2].T)
    np.testing.assert_allclose(np.abs(projection.points), expected, atol=0.01)
    assert projection.shares == pytest.approx(tuple((sizes**2 / (sizes**2).sum())[:2]), rel=1e-4)


def test_where_all_directions_are_alike_some_of_the_widest_are_found():
    vectors = many_vectors(50.0)

    shares = project(vectors).shares

    sizes = np.linalg.svd(vectors - vectors.mean(axis=0), compute_uv=False) ** 2
    assert shares == pytest.approx(tuple((sizes / sizes.sum())[:2]), rel=0.02)
