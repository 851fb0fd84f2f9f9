"""Vectors as a matrix and as bytes."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from playground.embeddings.vectors import (
    VectorsError,
    as_matrix,
    from_blob,
    norms,
    to_blob,
    unit_rows,
)


def test_a_blob_is_little_endian_float32_and_comes_back():
    matrix = as_matrix([[1.0, -2.5], [0.0, 3.25]])

    blob = to_blob(matrix)

    assert blob == struct.pack("<4f", 1.0, -2.5, 0.0, 3.25)
    assert from_blob(blob, 2).tolist() == matrix.tolist()
    assert from_blob(b"", 2).shape == (0, 2)


@pytest.mark.parametrize("dimension", [0, -1, 3])
def test_a_blob_of_another_dimension_is_refused(dimension):
    with pytest.raises(VectorsError):
        from_blob(bytes(16), dimension)


def test_mixed_dimensions_are_refused_with_both_named():
    with pytest.raises(VectorsError, match="Vector 1 has 3 numbers, the first has 2"):
        as_matrix([[1.0, 2.0], [1.0, 2.0, 3.0]])


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e300])
def test_numbers_that_are_not_finite_are_refused(number):
    with pytest.raises(VectorsError, match="not finite"):
        as_matrix([[1.0, number]])


def test_no_vectors_are_an_empty_matrix():
    assert as_matrix([]).shape == (0, 0)


def test_rows_become_one_long_and_zero_stays_zero():
    matrix = as_matrix([[3.0, 4.0], [0.0, 0.0]])

    assert norms(matrix).tolist() == [5.0, 0.0]
    np.testing.assert_allclose(unit_rows(matrix), [[0.6, 0.8], [0.0, 0.0]], rtol=1e-6)


def test_large_numbers_have_a_norm():
    assert norms(as_matrix([[3e30, 4e30]]))[0] == pytest.approx(5e30)
