from __future__ import annotations

from playground.embeddings.duplicate_groups import Group, duplicate_groups
from playground.embeddings.similarity import Pair


def test_pairs_with_a_text_in_common_are_one_group():
    pairs = [Pair(4, 5, 0.99), Pair(0, 2, 0.98), Pair(2, 7, 0.96)]

    assert duplicate_groups(pairs) == [Group((0, 2, 7), 0.96, 0.98), Group((4, 5), 0.99, 0.99)]


def test_groups_that_meet_late_are_joined():
    pairs = [Pair(0, 1, 0.9), Pair(2, 3, 0.9), Pair(1, 3, 0.9)]

    assert [group.positions for group in duplicate_groups(pairs)] == [(0, 1, 2, 3)]


def test_no_pairs_are_no_groups():
    assert duplicate_groups([]) == []
