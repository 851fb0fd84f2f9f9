from __future__ import annotations

from playground.completions.prompts import make_prompt, missing_variables, variable_names


def test_values_are_put_in():
    assert make_prompt("Dear {{name}},", [], {"name": "Ada"}) == "Dear Ada,"


def test_values_are_data_and_put_in_once():
    assert make_prompt("{{a}}", [], {"a": "{{b}} {% x %}", "b": "no"}) == "{{b}} {% x %}"


def test_what_a_model_wrote_names_no_variable():
    text = "{{a}} and {{b}}"

    assert variable_names(text, [[6, 15]]) == ("a",)
    assert make_prompt(text, [[6, 15]], {"a": "1", "b": "2"}) == "1 and {{b}}"


def test_braces_across_the_border_are_text():
    text = "{{a}}"

    assert variable_names(text, [[3, 5]]) == ()
    assert make_prompt(text, [[3, 5]], {"a": "1"}) == text


def test_a_variable_without_a_value_is_missing():
    assert missing_variables("{{a}} {{b}} {{a}}", [], {"a": "1", "b": ""}) == ("b",)


def test_doubled_braces_stand_for_themselves():
    assert variable_names("{{{{a}}", []) == ()
    assert make_prompt("{{{{a}}", [], {"a": "1"}) == "{{a}}"
