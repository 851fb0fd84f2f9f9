"""Vectors as one matrix of float32, a row for each text, and as bytes for the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Matrix: TypeAlias = NDArray[np.float32]

# The same on every machine, and that of the `.npy` files.
_STORED = np.dtype("<f4")


class VectorsError(ValueError):
    """The vectors cannot be compared: they are not of one dimension, or not numbers."""


def as_matrix(vectors: Sequence[Sequence[float]]) -> Matrix:
    """Make a matrix of vectors.

    Raises: VectorsError if they differ in dimension, or a number is not finite.
    """
    if not len(vectors):
        return np.zeros((0, 0), np.float32)
    dimension = len(vectors[0])
    for position, vector in enumerate(vectors):
        if len(vector) != dimension:
            message = f"Vector {position} has {len(vector)} numbers, the first has {dimension}."
            raise VectorsError(message)
    # A float64 may be beyond float32: it is found below.
    with np.errstate(over="ignore"):
        return _finite(np.array(vectors, np.float32))


def to_blob(matrix: Matrix) -> bytes:
    """Return the numbers of all rows, little-endian, one row after the other."""
    return matrix.astype(_STORED).tobytes()


def from_blob(blob: bytes, dimension: int) -> Matrix:
    """Return the matrix of a blob.

    Raises: VectorsError unless it is whole rows of so many finite numbers.
    """
    if dimension < 1 or len(blob) % (dimension * _STORED.itemsize):
        raise VectorsError(f"{len(blob)} bytes are no vectors of {dimension} numbers.")
    matrix = np.frombuffer(blob, _STORED).reshape(-1, dimension)
    return _finite(matrix.astype(np.float32))


def norms(matrix: Matrix) -> Matrix:
    """Return the length of each row."""
    # In float64, where the squares of large numbers stay finite.
    squares = np.einsum("ij,ij->i", matrix, matrix, dtype=np.float64, casting="safe")
    lengths: Matrix = np.sqrt(squares).astype(np.float32)
    return lengths


def unit_rows(matrix: Matrix) -> Matrix:
    """Return the rows at length 1; a zero vector stays zero."""
    lengths = norms(matrix)[:, None]
    return np.divide(matrix, lengths, out=np.zeros_like(matrix), where=lengths > 0)


def _finite(matrix: Matrix) -> Matrix:
    if not np.isfinite(matrix).all():
        raise VectorsError("A vector has a number that is not finite.")
    return matrix
