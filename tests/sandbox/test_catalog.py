"""The models the sandbox knows."""

from __future__ import annotations

import pytest

from playground.sandbox.catalog import V2_LISTED, find_v1_model, find_v2_model

FIRST_DOCUMENTS = (
    "eb-instant completions completions_pro bloomz_7b1 llama_2_7b llama_2_13b llama_2_70b"
    " qianfan_bloomz_7b_compressed qianfan_chinese_llama_2_7b chatglm2_6b_32k aquilachat_7b"
)


@pytest.mark.parametrize("endpoint", FIRST_DOCUMENTS.split())
def test_the_models_of_the_first_documents_are_served(endpoint: str) -> None:
    assert find_v1_model(endpoint) is not None


@pytest.mark.parametrize(
    ("endpoint", "characters", "tokens"),
    [
        ("completions_pro", 20000, 5120),
        ("eb-instant", 11200, 7168),
        ("ernie-3.5-8k-0329", 8000, 2048),
        ("ernie-speed-128k", 507904, 126976),
        ("gemma_7b_it", 4800, None),
    ],
)
def test_limits_are_those_of_the_model(endpoint: str, characters: int, tokens: int | None) -> None:
    model = find_v1_model(endpoint)

    assert model is not None
    assert (model.max_characters, model.max_tokens) == (characters, tokens)


def test_v1_names_are_exact_and_v2_names_belong_to_a_family() -> None:
    assert find_v1_model("Completions") is None
    assert find_v1_model("") is None
    assert find_v2_model("gpt-4o") is None
    assert find_v2_model("ernie-4.0-8k\n") is None
    assert all(find_v2_model(name) for name in V2_LISTED)
