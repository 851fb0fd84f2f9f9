"""What a person looks for in a list."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from playground.lib.searches import QUERY_CHARACTERS, read_query


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("", ""),
        ("q=+a+boat+", "a boat"),
        ("q=a%00b", "ab"),
        ("q=" + "x" * 1_000, "x" * QUERY_CHARACTERS),
    ],
)
def test_a_query_is_what_a_database_takes(address, query):
    assert read_query(QueryDict(address)) == query
