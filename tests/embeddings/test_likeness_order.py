from __future__ import annotations

import numpy as np

from playground.embeddings.likeness_order import likeness_order
from playground.embeddings.similarity import similarity_levels


def test_texts_that_are_alike_stand_together():
    vectors = np.array([[1, 0], [0, 1], [0.99, 0.1], [0.1, 0.99]], np.float32)

    order = list(likeness_order(similarity_levels(vectors)))

    assert sorted(order) == [0, 1, 2, 3]
    assert {frozenset(order[:2]), frozenset(order[2:])} == {frozenset({0, 2}), frozenset({1, 3})}


def test_texts_that_are_opposites_are_walked_to_once_each():
    vectors = np.array([[1, 0], [-1, 0], [1, 0], [-1, 0]], np.float32)

    assert sorted(likeness_order(similarity_levels(vectors))) == [0, 1, 2, 3]


def test_nothing_has_an_order():
    assert len(likeness_order(np.zeros((0, 0), np.uint8))) == 0
