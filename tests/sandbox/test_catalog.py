"""The models the sandbox knows."""

from __future__ import annotations

import pytest

from playground.sandbox.catalog import (
    SERVICES,
    V2_LISTED,
    find_v1_embedding,
    find_v1_image,
    find_v1_model,
    find_v1_reranker,
    find_v2_embedding,
    find_v2_image,
    find_v2_model,
    find_v2_reranker,
)

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
    assert find_v2_embedding("text-embedding-3-small") is None


@pytest.mark.parametrize("name", V2_LISTED)
def test_every_listed_model_of_v2_is_served(name: str) -> None:
    finders = (find_v2_model, find_v2_embedding, find_v2_image, find_v2_reranker)

    assert sum(find(name) is not None for find in finders) == 1


def test_the_console_lists_what_is_served() -> None:
    finders = {
        "chat": find_v1_model,
        "embeddings": find_v1_embedding,
        "text2image": find_v1_image,
        "reranker": find_v1_reranker,
    }

    unserved = [
        service.endpoint
        for service in SERVICES
        if service.kind in finders and finders[service.kind](service.endpoint) is None
    ]

    assert unserved == []
    assert len({service.id for service in SERVICES}) == len(SERVICES)
    assert len({(service.name, service.kind) for service in SERVICES}) == len(SERVICES)


@pytest.mark.parametrize(
    ("endpoint", "texts", "characters", "tokens", "dimension"),
    [
        ("embedding-v1", 16, 1000, 384, 384),
        ("bge_large_zh", 16, 2000, 512, 1024),
        ("bge_large_en", 16, 2000, 512, 1024),
        ("tao_8k", 1, 28000, 8192, 1024),
    ],
)
def test_limits_of_embeddings_are_those_of_the_model(
    endpoint: str, texts: int, characters: int, tokens: int, dimension: int
) -> None:
    model = find_v1_embedding(endpoint)

    assert model is not None
    assert (model.max_texts, model.max_characters) == (texts, characters)
    assert (model.max_tokens, model.dimension) == (tokens, dimension)
