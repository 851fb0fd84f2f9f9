from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.gateway import (
    InvalidRequestError,
    ParameterSpec,
    find_model,
    parameters_for,
    validate_parameters,
)

ANY = parameters_for("qianfan_v1", endpoint="mine")
NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"temperature": None},
        {"temperature": 0.01, "top_p": 0, "penalty_score": 1},
        {"temperature": 1, "top_p": 1.0, "penalty_score": 2.0},
        {"stop": ["a", "b" * 20]},
        {"max_output_tokens": 2, "response_format": "json_object", "disable_search": True},
        {"functions": [{"name": "f"}], "tool_choice": {"type": "function"}, "user_id": "u"},
    ],
)
def test_values_in_range_are_taken(values):
    validate_parameters(ANY, values)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"heat": 0.5}, "parameter_unknown"),
        ({"system": "no"}, "parameter_unknown"),
        ({"temperature": 0}, "parameter_out_of_open_range"),
        ({"temperature": 1.01}, "parameter_out_of_open_range"),
        ({"temperature": -1}, "parameter_out_of_open_range"),
        ({"temperature": NAN}, "parameter_out_of_open_range"),
        ({"temperature": "0.5"}, "parameter_not_number"),
        ({"temperature": True}, "parameter_not_number"),
        ({"top_p": 1.1}, "parameter_out_of_range"),
        ({"penalty_score": 0.9}, "parameter_out_of_range"),
        ({"frequency_penalty": -2.1}, "parameter_out_of_range"),
        ({"max_output_tokens": 1}, "parameter_out_of_range"),
        ({"max_output_tokens": 2.5}, "parameter_not_integer"),
        ({"max_output_tokens": True}, "parameter_not_integer"),
        ({"top_k": 0}, "parameter_too_small"),
        ({"stop": "END"}, "parameter_not_text_list"),
        ({"stop": ["a"] * 5}, "parameter_too_many"),
        ({"stop": ["a" * 21]}, "parameter_too_long"),
        ({"stop": [1]}, "parameter_not_text"),
        ({"response_format": "xml"}, "parameter_not_a_choice"),
        ({"response_format": ["text"]}, "parameter_not_a_choice"),
        ({"disable_search": 1}, "parameter_not_boolean"),
        ({"functions": 7}, "parameter_not_structured"),
        ({"user_id": 7}, "parameter_not_text"),
    ],
)
def test_a_value_out_of_range_is_named_with_its_range(values, code):
    with pytest.raises(InvalidRequestError) as caught:
        validate_parameters(ANY, values)

    assert caught.value.code == code
    assert f"“{next(iter(values))}”" in caught.value.user_message


def test_the_range_stands_in_the_sentence():
    with pytest.raises(InvalidRequestError) as caught:
        validate_parameters(ANY, {"temperature": 0})

    assert "above 0 and at most 1" in caught.value.user_message


def test_a_number_without_bounds_must_still_be_finite():
    with pytest.raises(InvalidRequestError) as caught:
        validate_parameters([ParameterSpec("bias", "float")], {"bias": INFINITY})

    assert caught.value.code == "parameter_not_finite"


def test_a_model_may_be_given_instead_of_its_parameters():
    model = find_model("qianfan_v1", "ChatGLM2-6B-32K")

    with pytest.raises(InvalidRequestError):
        validate_parameters(model, {"max_output_tokens": 100})


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.sampled_from([spec.name for spec in ANY]), JSON_VALUES, max_size=3))
def test_any_value_is_judged_with_a_sentence(values):
    try:
        validate_parameters(ANY, values)
    except InvalidRequestError as error:
        sentence = error.user_message
    else:
        return
    assert sentence.endswith(".")
