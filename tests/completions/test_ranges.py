from __future__ import annotations

import pytest

from playground.completions.ranges import clean_ranges, join_ranges, split_ranges


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ([[2, 4], [0, 1]], [[0, 1], [2, 4]]),
        ([[0, 3], [2, 5]], [[0, 5]]),
        ([[0, 2], [2, 4]], [[0, 4]]),
        ([[3, 99]], [[3, 10]]),
        ([[12, 15]], []),
        ([[3, 3], [5, 4], [-1, 2]], []),
        ([[True, 2], ["0", 1], [1], None, 7], []),
        ("nonsense", []),
        (None, []),
    ],
)
def test_only_ranges_of_the_text_are_taken(sent, found):
    assert clean_ranges(sent, 10) == found


def test_ranges_are_split_where_their_text_is():
    assert split_ranges([[0, 2], [3, 8], [9, 10]], 5) == ([[0, 2], [3, 5]], [[0, 3], [4, 5]])


def test_what_was_split_can_be_joined_again():
    ranges = [[0, 2], [3, 8], [9, 10]]

    front, behind = split_ranges(ranges, 5)

    assert join_ranges(front, 5, behind) == ranges


def test_what_follows_at_once_is_one_range():
    assert join_ranges([[2, 4]], 4, [[0, 3]]) == [[2, 7]]
