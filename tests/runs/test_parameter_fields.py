from __future__ import annotations

import pytest

from playground.gateway import ParameterSpec
from playground.runs.parameter_fields import read_parameters


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("float", "0.5", 0.5),
        ("float", " 1 ", 1),
        ("float", "1e-2", 0.01),
        ("int", "3", 3),
        ("int", "3.0", 3.0),
        # Whole numbers beyond 64 bits can be written by nobody.
        ("int", "99999999999999999999", 1e20),
        ("float", "1e300", 1e300),
        ("bool", "true", True),
        ("bool", "false", False),
        ("string", " a b ", "a b"),
        ("string_list", "one\r\n\r\n two ", ["one", "two"]),
        ("choice", "1024x1024", "1024x1024"),
        ("json", '{"a": [1]}', {"a": [1]}),
        # What cannot be read stays for the check to complain about.
        ("float", "warm", "warm"),
        ("float", "nan", "nan"),
        ("int", "1e999", "1e999"),
        ("bool", "perhaps", "perhaps"),
        ("json", "{a}", "{a}"),
    ],
)
def test_texts_of_a_form_become_values(kind, text, value):
    found = read_parameters({"parameter.x": text}, [ParameterSpec("x", kind)])

    assert found == {"x": value}
    assert type(found["x"]) is type(value)


def test_what_is_empty_is_not_set():
    specs = [ParameterSpec("x", "float"), ParameterSpec("y", "string")]

    assert read_parameters({"parameter.x": "", "parameter.y": " "}, specs) == {}


def test_what_the_model_does_not_take_is_left_out():
    assert read_parameters({"parameter.z": "1"}, [ParameterSpec("x", "float")]) == {}


def test_values_can_be_stored_by_any_database():
    found = read_parameters(
        {"parameter.x": '{"a": "b\\u0000\\ud800"}', "parameter.y": "a\x00b"},
        [ParameterSpec("x", "json"), ParameterSpec("y", "string")],
    )

    assert "\x00" not in str(found)
    assert found["y"] == "ab"
