from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.gateway import MalformedResponseError
from playground.gateway.payloads import as_count, as_label, clean_json, parse_json, parse_object


def test_lone_surrogates_and_broken_utf8_do_not_break_a_frame():
    assert parse_json(b'{"a":"\\ud83c"}') == {"a": "\ud83c"}
    assert parse_json(b'{"a":"\xff"}') == {"a": "\N{REPLACEMENT CHARACTER}"}


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"<html>", b"[" * 100_000, b'{"a":' * 100_000, b"9" * 10_000 + b'"', b"\xff"],
)
def test_what_is_no_json_is_malformed(data):
    with pytest.raises(MalformedResponseError):
        parse_json(data)


@pytest.mark.parametrize("data", [b"[]", b"1", b'"a"', b"null"])
def test_only_objects_are_payloads(data):
    with pytest.raises(MalformedResponseError):
        parse_object(data)


@pytest.mark.parametrize(
    ("value", "count"),
    [(0, 0), (7, 7), (-1, None), (2**31, None), (True, None), ("7", None), (1.0, None), ({}, None)],
)
def test_a_count_is_a_sane_number_or_nothing(value, count):
    assert as_count(value) == count


def test_a_label_is_short_and_clean():
    assert as_label("x" * 500) == "x" * 200
    assert as_label("a\x00\ud83c") == "a\N{REPLACEMENT CHARACTER}"
    assert as_label(429) == "429"
    assert as_label({"a": 1}) == ""


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(JSON_VALUES)
def test_a_cleaned_value_can_always_be_written(value):
    assert b"\\u0000" not in orjson.dumps(clean_json(value))


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN"])
def test_a_number_that_no_database_takes_is_none(number):
    # The half character is what makes the parser lenient.
    value = clean_json(parse_json(b'{"a": [%b, 1.5], "b": "\\ud83c"}' % number.encode()))

    assert value["a"] == [None, 1.5]


def test_a_cleaned_value_is_not_deep():
    deep = [[]]
    for _ in range(200):
        deep = [deep]

    orjson.dumps(clean_json(deep))
