"""Vectors as points of a plane: the two directions in which they differ most (PCA)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.embeddings.vectors import Matrix

_AXES = 2
# Differences so small against the vectors themselves come from rounding.
_NOISE = 1e-7
# From so many rows on, only the largest eigenvalues are looked for.
_MANY = 600
_DIRECTIONS = 32
_MAX_ROUNDS = 40
_CLOSE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """A point for each vector, and how much of the variance each axis shows, from 0 to 1."""

    points: Matrix
    shares: tuple[float, float]


def project(vectors: Matrix) -> Projection:
    """Project vectors onto the plane; an axis along which nothing differs is all zero."""
    count = len(vectors)
    points = np.zeros((count, _AXES), np.float32)
    if not vectors.size:
        return Projection(points, (0.0, 0.0))
    rows = vectors.astype(np.float64)
    # Numbers of any size, without overflow of their squares.
    scale = np.abs(rows).max()
    centered = rows / scale if scale else rows
    centered -= centered.mean(axis=0)
    variances, scores = _principal(centered)
    total = float((centered**2).sum())
    if total <= count * _NOISE**2:
        return Projection(points, (0.0, 0.0))
    shares = [0.0, 0.0]
    for axis in range(len(variances)):
        share = float(variances[axis]) / total
        if share > _NOISE:
            points[:, axis] = _directed(scores[:, axis]) * scale
            shares[axis] = min(share, 1.0)
    return Projection(points, (shares[0], shares[1]))


def _principal(centered: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the largest variances and the scores along them, of the smaller side's matrix."""
    count, dimension = centered.shape
    if count <= dimension:
        values, axes = _largest(centered @ centered.T)
        return values, axes * np.sqrt(np.maximum(values, 0))
    values, axes = _largest(centered.T @ centered)
    return values, centered @ axes


def _largest(matrix: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the largest eigenvalues of a symmetric matrix and their vectors.

    All of them take seconds where there are a thousand; the largest come out where some directions
    are multiplied again and again. Where many are about as large, they are so in the end.
    """
    if len(matrix) < _MANY:
        values, axes = np.linalg.eigh(matrix)
        return values[::-1][:_AXES], axes[:, ::-1][:, :_AXES]
    turned = np.random.default_rng(0).normal(size=(len(matrix), _DIRECTIONS))
    for _ in range(_MAX_ROUNDS):
        basis, _triangle = np.linalg.qr(turned)
        turned = matrix @ basis
        values, inner = np.linalg.eigh(basis.T @ turned)
        values, inner = values[::-1][:_AXES], inner[:, ::-1][:, :_AXES]
        axes = basis @ inner
        if np.abs(turned @ inner - axes * values).max() <= _CLOSE * max(values[0], 0):
            break
    return values, axes


def _directed(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn an axis so that its farthest point is positive, the same way every time."""
    return scores if scores[np.argmax(np.abs(scores))] > 0 else -scores
