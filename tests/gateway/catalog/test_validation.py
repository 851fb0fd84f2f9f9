from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.gateway import (
    InvalidRequestError,
    ParameterSpec,
    Task,
    find_model,
    parameters_for,
    validate_parameters,
)

ANY = parameters_for("qianfan_v1", endpoint="mine")
DRAWING = parameters_for("qianfan_v1", "Stable-Diffusion-XL", task=Task.IMAGE)
DRAWING_V2 = parameters_for("qianfan_v2", "irag-1.0", task=Task.IMAGE)
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


@pytest.mark.parametrize(
    ("specs", "values"),
    [
        (DRAWING, {"size": "576x1024", "n": 4, "steps": 10, "sampler_index": "DPM++ 2M Karras"}),
        (DRAWING, {"seed": 2**32 - 1, "cfg_scale": 0.5, "style": "lsometric"}),
        (DRAWING, {"negative_prompt": "x" * 1024, "user_id": "u"}),
        (DRAWING_V2, {"size": "512x2048", "n": 1, "refer_image": "https://a.example/b.png"}),
    ],
)
def test_what_image_models_take_is_taken(specs, values):
    validate_parameters(specs, values)


@pytest.mark.parametrize(
    ("specs", "values", "code"),
    [
        (DRAWING, {"size": "100x100"}, "parameter_not_a_choice"),
        (DRAWING, {"n": 5}, "parameter_out_of_range"),
        (DRAWING, {"steps": 9}, "parameter_out_of_range"),
        (DRAWING, {"sampler_index": "euler"}, "parameter_not_a_choice"),
        (DRAWING, {"seed": 2**32}, "parameter_out_of_range"),
        (DRAWING, {"cfg_scale": 30.5}, "parameter_out_of_range"),
        (DRAWING, {"style": "Isometric"}, "parameter_not_a_choice"),
        (DRAWING, {"negative_prompt": "x" * 1025}, "parameter_too_long"),
        (DRAWING_V2, {"size": "511x1024"}, "parameter_not_a_size"),
        (DRAWING_V2, {"size": "1024x2049"}, "parameter_not_a_size"),
        (DRAWING_V2, {"size": "1024"}, "parameter_not_a_size"),
        (DRAWING_V2, {"size": "1024x1024\n"}, "parameter_not_a_size"),
        (DRAWING_V2, {"size": 1024}, "parameter_not_a_size"),
    ],
)
def test_what_image_models_do_not_take_is_named(specs, values, code):
    with pytest.raises(InvalidRequestError) as caught:
        validate_parameters(specs, values)

    assert caught.value.code == code
    assert caught.value.user_message.endswith(".")


def test_a_size_without_bounds_must_still_be_one():
    with pytest.raises(InvalidRequestError):
        validate_parameters([ParameterSpec("size", "size")], {"size": "0x10"})


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


KNOWN = [*ANY, *(spec for spec in DRAWING_V2 if spec.name not in {spec.name for spec in ANY})]


@given(st.dictionaries(st.sampled_from([spec.name for spec in KNOWN]), JSON_VALUES, max_size=3))
def test_any_value_is_judged_with_a_sentence(values):
    try:
        validate_parameters(KNOWN, values)
    except InvalidRequestError as error:
        sentence = error.user_message
    else:
        return
    assert sentence.endswith(".")
