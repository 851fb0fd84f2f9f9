"""JSON that people and models write, and the place of what is wrong with it."""

from __future__ import annotations

import pytest

from playground.conversations.json_texts import JsonFault, read_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, null]}', {"a": [1, None]}),
        ('"NaN, \\"Infinity\\""', 'NaN, "Infinity"'),
        (" 3 ", 3),
    ],
)
def test_json_is_read(text, value):
    assert read_json(text) == value


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ('{\n  "a" 1\n}', 2, 7),
        ('{"a": 1} x', 1, 10),
        ('{"中": 1 2}', 1, 9),
        ('{"a": "NaN \\" NaN",\n "b": NaN}', 2, 7),
        ("[1, -Infinity", 1, 5),
        ("[" * 100_000, 1, 1),
        ("9" * 5000, 1, 1),
    ],
)
def test_a_fault_has_its_place(text, line, column):
    with pytest.raises(JsonFault) as caught:
        read_json(text)

    assert (caught.value.line, caught.value.column) == (line, column)
