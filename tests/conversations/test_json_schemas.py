"""Schemas that people write, and values of models checked against them."""

from __future__ import annotations

import time

import pytest

from playground.conversations.json_schemas import UncheckableError, schema_fault, value_faults

WEATHER = {
    "type": "object",
    "properties": {
        "city": {"type": "string"},
        "unit": {"enum": ["celsius", "fahrenheit"]},
        "days": {"type": "integer", "minimum": 1},
    },
    "required": ["city", "days"],
    "additionalProperties": False,
}


def test_a_sound_schema_has_no_fault():
    assert schema_fault(WEATHER) is None
    assert schema_fault({"type": "object", "properties": {"a": {"$ref": "#/$defs/b"}}}) is None


@pytest.mark.parametrize(
    ("schema", "path", "value"),
    [
        ({"type": "thing"}, "type", "thing"),
        ({"properties": {"a": {"type": "text"}}}, "properties.a.type", "text"),
        ({"properties": []}, "properties", "[]"),
        ({"required": "a"}, "required", "a"),
        ({"properties": {"a": "string"}}, "properties.a", "string"),
        ({"allOf": [{}, {"$ref": "http://h/x"}]}, "allOf.1.$ref", "http://h/x"),
    ],
)
def test_a_fault_in_a_schema_has_its_place(schema, path, value):
    fault = schema_fault(schema)

    assert (fault.path, fault.value) == (path, value)


def test_the_faults_of_a_value_have_their_places_and_say_what_is_wanted():
    faults = value_faults(WEATHER, {"city": 3, "unit": "kelvin", "extra": 1})

    assert {(fault.path, fault.sentence) for fault in faults} == {
        ("city", "The value must be of the type string."),
        ("unit", "The value must be one of celsius, fahrenheit."),
        ("days", "This key is missing."),
        ("extra", "This key is not in the schema."),
    }


def test_every_missing_key_is_named():
    faults = value_faults({"required": ["a", "b", "a b"]}, {})

    assert {fault.path for fault in faults} == {"a", "b", "a b"}


TEXTS = {"type": "array", "items": {"type": "string"}}
POINT = {"required": ["x", "y"], "properties": {"x": {"type": "number"}, "kind": {"const": "p"}}}
CIRCLE = {"required": ["radius", "x"], "properties": {"kind": {"const": "c"}}}


@pytest.mark.parametrize(
    ("schema", "value", "path", "sentence"),
    [
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, 3, "", "of the type string, null."),
        ({"anyOf": [{"type": "null"}, TEXTS]}, ["a", 3], "1", "of the type string."),
        (
            {"properties": {"a": {"oneOf": [CIRCLE, POINT]}}},
            {"a": {"kind": "p", "x": "1", "y": 2}},
            "a.x",
            "of the type number.",
        ),
        ({"oneOf": [{"minimum": 5}, {"multipleOf": 5}]}, 3, "", "none of the choices"),
        ({"oneOf": [{"minimum": 5}, {"multipleOf": 5}]}, 10, "", "more than one of the choices"),
        ({"multipleOf": 5}, 7, "", "a multiple of 5."),
        ({"not": {"type": "string"}}, "x", "", "does not fit the schema (not)."),
        ({"properties": {"a": False}}, {"a": 1}, "", "does not fit the schema (false)."),
    ],
)
def test_of_several_choices_the_nearest_says_what_is_wrong(schema, value, path, sentence):
    (fault,) = value_faults(schema, value)

    assert fault.path == path
    assert sentence in fault.sentence


def test_a_value_that_fits_has_no_faults():
    assert value_faults(WEATHER, {"city": "Paris", "days": 2}) == []


def test_no_more_faults_are_told_than_anybody_reads():
    faults = value_faults({"items": {"type": "string"}}, list(range(100)))

    assert len(faults) == 5


def exploding_schema():
    definitions = {
        f"a{number}": {"allOf": [{"$ref": f"#/$defs/a{number + 1}"}] * 2} for number in range(40)
    }
    return {"$ref": "#/$defs/a0", "$defs": {**definitions, "a40": {}}}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (exploding_schema(), {}),
        ({"$ref": "#"}, {}),
        ({"$ref": "#/nowhere"}, {}),
        ({"patternProperties": {"(a+)+$": False}}, {"a" * 40 + "b": 1}),
        ({"multipleOf": 0.1}, 10**4000),
    ],
)
def test_a_check_that_would_not_end_is_given_up(schema, value):
    start = time.monotonic()

    with pytest.raises(UncheckableError):
        value_faults(schema, value)

    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"pattern": "(a+)+$"}, "a" * 40 + "b"),
        ({"uniqueItems": True}, [{"a": number} for number in range(3000)]),
    ],
)
def test_what_may_take_hours_is_not_checked(schema, value):
    assert value_faults(schema, value) == []


def test_no_schema_is_fetched(monkeypatch):
    def urlopen(*args, **kwargs):
        raise AssertionError("the network was asked")

    monkeypatch.setattr("urllib.request.urlopen", urlopen)

    with pytest.raises(UncheckableError):
        value_faults({"$ref": "http://127.0.0.1:1/schema.json"}, {})
    assert value_faults({"$schema": "http://127.0.0.1:1/", "type": "string"}, "x") == []
