"""What the embeddings page computes for 2,000 texts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from playground.embeddings.projection import project
from playground.embeddings.similarity import near_duplicates, similarity_levels
from tests.bench.measurements import Measurement, at_most

TEXTS, DIMENSION = 2_000, 1_024
RUNS = 3
NAME = "pages.similarity_2000_seconds"


def measure(only: str) -> Iterable[Measurement]:
    """Yield what is measured of the names that begin with `only`."""
    if not (NAME.startswith(only) or only.startswith(NAME)):
        return
    vectors = np.random.default_rng(5).normal(size=(TEXTS, DIMENSION)).astype(np.float32)
    # Some are alike, as in real lists.
    vectors[1::10] = vectors[::10] + 0.1 * vectors[1::10]
    seconds = _median(lambda: similarity_levels(vectors))
    pairs = near_duplicates(vectors, 0.9, TEXTS)
    detail = {
        "near_duplicates_seconds": _median(lambda: near_duplicates(vectors, 0.9, TEXTS)),
        "pairs": len(pairs),
        "projection_seconds": _median(lambda: project(vectors)),
    }
    yield at_most(NAME, seconds, 1, "s", **detail)


def _median(work: Callable[[], Any]) -> float:
    seconds = []
    for _ in range(RUNS):
        started_at = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started_at)
    return round(sorted(seconds)[RUNS // 2], 3)
