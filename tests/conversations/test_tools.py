"""Functions as people write them."""

from __future__ import annotations

import json

import pytest

from playground.conversations.function_templates import function_templates
from playground.conversations.refusals import RequestRefused
from playground.conversations.tools import (
    MAX_CHARACTERS,
    can_call_functions,
    check_choice,
    read_functions,
)

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}


def function(name="get_weather", **fields):
    return {"name": name, "description": "Weather", "parameters": SCHEMA, **fields}


def refusal_of(text):
    with pytest.raises(RequestRefused) as caught:
        read_functions(text)
    assert caught.value.field in ("tools", "text")
    assert "%(" not in caught.value.sentence
    return caught.value


def test_functions_are_read_with_their_schemas():
    (read,) = read_functions(json.dumps([function()]))

    assert (read.name, read.tool.description) == ("get_weather", "Weather")
    assert read.tool.parameters == SCHEMA
    assert read.mock == ""


def test_the_form_of_openai_is_taken_too():
    text = json.dumps([{"type": "function", "function": function()}])

    assert [each.name for each in read_functions(text)] == ["get_weather"]


def test_a_single_function_need_not_be_a_list():
    assert [each.name for each in read_functions(json.dumps(function()))] == ["get_weather"]


@pytest.mark.parametrize("text", ["", "  \n", "[]"])
def test_nothing_is_no_functions(text):
    assert read_functions(text) == ()


def test_a_function_without_parameters_takes_none():
    (read,) = read_functions('[{"name": "ping"}]')

    assert read.tool.parameters == {"type": "object", "properties": {}}


def test_a_mock_is_kept_beside_the_function_and_is_no_part_of_it():
    (read,) = read_functions(json.dumps([function(mock={"t": "晴"})]))

    assert read.mock == '{\n  "t": "晴"\n}'
    assert not hasattr(read.tool, "mock")


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('[\n  {"name": "a"\n   "description": "b"}\n]', 3, 4),
        ("[1,]", 1, 4),
        ("[NaN]", 1, 2),
        ('{"mock": "NaN",\n "limit": -Infinity}', 2, 11),
        ("[" * 100_000, 1, 1),
        ("[" + "9" * 5000 + "]", 1, 1),
    ],
)
def test_what_is_no_json_is_told_with_its_place(text, line, column):
    refusal = refusal_of(text)

    assert refusal.code == "tools_not_json"
    assert refusal.parameters == {"line": line, "column": column}


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("text", "tool_not_an_object"),
        ({"description": "x"}, "tool_name_invalid"),
        (function("with spaces"), "tool_name_invalid"),
        (function("天气"), "tool_name_invalid"),
        (function("a" * 65), "tool_name_invalid"),
        (function("none"), "tool_name_invalid"),
        (function(strict=True), "tool_key_unknown"),
        (function(description=3), "tool_description_not_text"),
        (function(parameters=[1]), "tool_parameters_not_object"),
        (function(parameters={"type": "string"}), "tool_parameters_not_object"),
        (function(parameters={**SCHEMA, "required": "city"}), "tool_schema_invalid"),
        (function("first"), "tool_name_taken"),
    ],
)
def test_a_fault_names_its_function_and_the_line(part, code):
    text = f"[\n{json.dumps(function('first'))},\n\n{json.dumps(part)}\n]"

    refusal = refusal_of(text)

    assert refusal.code == code
    assert (refusal.parameters["number"], refusal.parameters["line"]) == (2, 4)


def test_a_fault_in_a_schema_names_the_key():
    schema = {"type": "object", "properties": {"city": {"type": "text"}}}

    refusal = refusal_of(json.dumps([function(parameters=schema)]))

    assert "parameters.properties.city.type" in refusal.sentence
    assert "text" in refusal.sentence


@pytest.mark.parametrize("text", ["3", '"x"', "null"])
def test_what_is_neither_list_nor_function_is_refused(text):
    assert refusal_of(text).code == "tools_not_a_list"


def test_there_may_not_be_endless_functions():
    many = [function(f"f{number}") for number in range(65)]

    assert refusal_of(json.dumps(many)).code == "tools_too_many"
    assert refusal_of(" " * MAX_CHARACTERS + "[]").code == "text_too_long"


@pytest.mark.parametrize("choice", ["", "none", "required", "get_weather"])
def test_a_choice_is_one_of_three_or_a_function(choice):
    check_choice(choice, read_functions(json.dumps([function()])))


def test_a_choice_of_an_unknown_function_is_refused():
    with pytest.raises(RequestRefused, match="tool_choice_unknown"):
        check_choice("get_time", read_functions(json.dumps([function()])))


@pytest.mark.parametrize(
    ("provider", "model", "endpoint", "expected"),
    [
        ("qianfan_v1", "ERNIE-4.0-8K", "", True),
        ("qianfan_v1", "ERNIE-Lite-8K", "", False),
        ("qianfan_v1", "", "my-own", True),
        ("qianfan_v2", "ernie-lite-8k", "", True),
        ("openai_compatible", "anything", "", True),
    ],
)
def test_the_catalogue_knows_who_can_call_functions(provider, model, endpoint, expected):
    assert can_call_functions(provider, model, endpoint) is expected


def test_the_templates_are_functions():
    templates = list(function_templates().values())

    read = read_functions(json.dumps(templates))

    assert [each.name for each in read] == ["get_weather", "search_documents"]
    assert all(each.mock for each in read)
