"""Arguments come from the words of the prompt, and always fit what the schema requires."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.sandbox.arguments import fill_arguments

STRING = {"type": "string"}
WEATHER = {
    "type": "object",
    "properties": {
        "location": STRING,
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
        "days": {"type": "integer"},
    },
    "required": ["location"],
}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
TYPES = st.sampled_from(["string", "integer", "number", "boolean", "array", "object", "null"])
SCHEMA = st.recursive(
    st.fixed_dictionaries(
        {}, optional={"type": TYPES | JSON, "enum": JSON, "default": JSON, "minimum": JSON}
    ),
    lambda inner: st.fixed_dictionaries(
        {"type": st.sampled_from(["object", "array"])},
        optional={
            "properties": st.dictionaries(st.text(max_size=5), inner, max_size=3) | JSON,
            "required": st.lists(st.text(max_size=5), max_size=3) | JSON,
            "items": inner | JSON,
        },
    ),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("question", "filled"),
    [
        ("What is the weather in Beijing?", {"location": "Beijing"}),
        ("北京今天天气怎么样", {"location": "北京"}),
        ("Weather in Springfield, 3 days", {"location": "Springfield", "days": 3}),
        ('weather in "Old Town" in celsius', {"location": "Old Town", "unit": "celsius"}),
        ("weather", {"location": "weather"}),
        ("", {"location": ""}),
    ],
)
def test_what_the_question_mentions_is_filled_in(question: str, filled: dict[str, Any]) -> None:
    assert fill_arguments(WEATHER, question) == filled


@pytest.mark.parametrize(
    ("schema", "question", "value"),
    [
        ({"enum": ["low", "high"]}, "as high as it goes", "high"),
        ({"enum": ["low", "high"]}, "whatever", "low"),
        ({"enum": [10, 20]}, "take 20", 20),
        ({"enum": ["c", "f"]}, "chocolate in f please", "f"),
        ({"type": "number"}, "it costs 12.5 today", 12.5),
        ({"type": "integer"}, "12.5 or 7", 7),
        ({"type": "integer", "minimum": 3}, "none", 3),
        ({"type": "string", "default": "en"}, "", "en"),
        ({"type": "boolean"}, "", True),
        ({"type": ["string", "null"]}, 'the "second"', "second"),
        ({"type": "string", "format": "date"}, "on 2024-02-03, please", "2024-02-03"),
        ({"type": "string", "format": "email"}, "to a.b@example.com now", "a.b@example.com"),
        ({"type": "array", "items": {"type": "integer"}}, "add 1, 2 and 3", [1, 2, 3]),
        ({"type": "array", "items": STRING}, "Paris and Berlin", ["Paris", "Berlin"]),
        ({"type": "object", "properties": {"n": {"type": "integer"}}}, "take 4", {"n": 4}),
        ("nonsense", "a question", "a question"),
    ],
)
def test_every_kind_of_value_can_be_required(schema: Any, question: str, value: Any) -> None:
    whole = {"type": "object", "properties": {"key": schema}, "required": ["key"]}

    assert fill_arguments(whole, question) == {"key": value}


@pytest.mark.parametrize(
    ("name", "question", "value"),
    [
        ("query", "Who was the king of Sweden?", "Who was the king of Sweden?"),
        ("query", 'search for "royal houses"', "royal houses"),
        ("expression", "What is 12 * (3 + 4)?", "12 * (3 + 4)"),
        ("departure_date", "我明天去上海", "明天"),
    ],
)
def test_names_of_keys_help(name: str, question: str, value: str) -> None:
    schema = {"properties": {name: STRING}, "required": [name]}

    assert fill_arguments(schema, question) == {name: value}


@given(schema=SCHEMA, question=st.text(max_size=30))
def test_no_schema_brings_it_down(schema: dict[str, Any], question: str) -> None:
    filled = fill_arguments(schema, question)

    properties, required = schema.get("properties"), schema.get("required")
    if isinstance(properties, dict) and isinstance(required, list):
        assert {name for name in required if isinstance(name, str)} <= set(filled)
