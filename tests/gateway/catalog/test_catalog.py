from __future__ import annotations

import pytest

from playground.gateway import DEFAULT_MODELS, MODELS, find_model, models_for, parameters_for
from playground.gateway.registry import PROVIDERS

FIRST_MODELS = {
    "ERNIE-Bot-turbo": "eb-instant",
    "ERNIE-Bot": "completions",
    "ERNIE-Bot-4": "completions_pro",
    "BLOOMZ-7B": "bloomz_7b1",
    "Llama-2-7b-chat": "llama_2_7b",
    "Llama-2-13b-chat": "llama_2_13b",
    "Llama-2-70b-chat": "llama_2_70b",
    "Qianfan-BLOOMZ-7B-compressed": "qianfan_bloomz_7b_compressed",
    "Qianfan-Chinese-Llama-2-7B": "qianfan_chinese_llama_2_7b",
    "ChatGLM2-6B-32K": "chatglm2_6b_32k",
    "AquilaChat-7B": "aquilachat_7b",
}


@pytest.mark.parametrize(("name", "endpoint"), FIRST_MODELS.items())
def test_the_models_of_the_first_documents_are_found(name, endpoint):
    model = find_model("qianfan_v1", name)

    assert model is not None
    assert model.endpoint == endpoint


@pytest.mark.parametrize("name", ["ernie-4.0-8k", "ERNIE-4.0-8K", " Ernie-Bot-4 "])
def test_names_match_in_any_case(name):
    assert find_model("qianfan_v1", name).endpoint == "completions_pro"


def test_an_unknown_name_is_not_guessed():
    assert find_model("qianfan_v1", "gpt-5") is None
    assert find_model("openai_compatible", "ERNIE-4.0-8K") is None


def test_names_and_aliases_are_unique_for_a_provider():
    names = [
        (model.provider, name.casefold())
        for model in MODELS
        for name in (model.name, *model.aliases)
    ]

    assert len(names) == len(set(names))


def test_every_model_belongs_to_a_provider_and_says_what_it_takes():
    for model in MODELS:
        assert model.provider in PROVIDERS
        assert model.endpoint
        assert len({spec.name for spec in model.parameters}) == len(model.parameters)
        assert {"temperature", "top_p"} <= {spec.name for spec in model.parameters}


@pytest.mark.parametrize("provider", DEFAULT_MODELS)
def test_the_default_model_exists(provider):
    assert find_model(provider, DEFAULT_MODELS[provider]) in models_for(provider)


def test_a_model_offers_only_its_own_parameters():
    names = {spec.name for spec in parameters_for("qianfan_v1", "ChatGLM2-6B-32K")}

    assert "top_k" in names
    assert not {"system", "max_output_tokens", "response_format"} & names


@pytest.mark.parametrize(
    ("provider", "model", "endpoint"),
    [
        ("qianfan_v1", "ERNIE-4.0-8K", "mine"),
        ("qianfan_v1", "no such model", ""),
        ("qianfan_v2", "some-new-model", ""),
        ("openai_compatible", "anything", ""),
    ],
)
def test_what_is_not_in_the_catalogue_gets_every_sensible_parameter(provider, model, endpoint):
    specs = parameters_for(provider, model, endpoint)

    assert {"temperature", "top_p", "stop"} <= {spec.name for spec in specs}
    assert len(specs) >= 10


def test_limits_are_those_of_the_platform():
    model = find_model("qianfan_v1", "ERNIE-Speed-128K")

    assert (model.max_input_characters, model.max_input_tokens) == (507_904, 126_976)
