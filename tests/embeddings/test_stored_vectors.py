from __future__ import annotations

import numpy as np
import pytest

from playground.embeddings.stored_vectors import places_with_vectors, read_vectors
from tests.embeddings.sets import VECTORS, make_embedding, make_set

pytestmark = pytest.mark.django_db


def test_parts_are_put_together_in_their_order(alice):
    stored = read_vectors(make_embedding(make_set(alice)))

    assert stored.places.tolist() == [0, 1, 2, 3]
    assert (stored.matrix == np.array(VECTORS, np.float32)).all()


def test_texts_without_a_vector_leave_a_gap(alice):
    embedding = make_embedding(make_set(alice), VECTORS[:2], start=2)

    stored = read_vectors(embedding)

    assert (stored.row_of(3), stored.row_of(0), stored.row_of(9)) == (1, None, None)
    assert places_with_vectors(embedding) == {2, 3}


def test_a_range_begins_within_a_part(alice):
    stored = read_vectors(make_embedding(make_set(alice)), start=1, end=2)

    assert 1 in stored.places
    assert 2 not in stored.places


def test_before_the_first_vector_there_is_none(alice):
    stored = read_vectors(make_embedding(make_set(alice), ()))

    assert stored.matrix.shape == (0, 0)
