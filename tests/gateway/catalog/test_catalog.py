from __future__ import annotations

import pytest

from playground.gateway import MODELS, Task, default_model, find_model, models_for, parameters_for
from playground.gateway.catalog import (
    V1_PATH_TYPES,
    find_by_endpoint,
    find_completion_model,
)
from playground.gateway.registry import PROVIDERS

# The models of the protocol's tables: chat (§2.3), then the other services (§2.5, §4.7).
V1_CHAT = {
    "ERNIE-Bot-turbo": "eb-instant",
    "ERNIE-Lite-8K-0922": "eb-instant",
    "ERNIE-Bot": "completions",
    "ERNIE 3.5": "completions",
    "ERNIE-3.5-8K": "completions",
    "ERNIE-Bot-4": "completions_pro",
    "ERNIE-4.0-8K": "completions_pro",
    "BLOOMZ-7B": "bloomz_7b1",
    "Llama-2-7b-chat": "llama_2_7b",
    "Llama-2-13b-chat": "llama_2_13b",
    "Llama-2-70b-chat": "llama_2_70b",
    "Qianfan-BLOOMZ-7B-compressed": "qianfan_bloomz_7b_compressed",
    "Qianfan-Chinese-Llama-2-7B": "qianfan_chinese_llama_2_7b",
    "ChatGLM2-6B-32K": "chatglm2_6b_32k",
    "AquilaChat-7B": "aquilachat_7b",
    "ERNIE-4.0-8K-Latest": "ernie-4.0-8k-latest",
    "ERNIE-4.0-8K-0613": "ernie-4.0-8k-0613",
    "ERNIE-4.0-Turbo-8K": "ernie-4.0-turbo-8k",
    "ERNIE-4.0-Turbo-8K-Latest": "ernie-4.0-turbo-8k-latest",
    "ERNIE-4.0-Turbo-8K-Preview": "ernie-4.0-turbo-8k-preview",
    "ERNIE-4.0-8K-0329": "ernie-4.0-8k-0329",
    "ERNIE-4.0-8K-0104": "ernie-4.0-8k-0104",
    "ERNIE-4.0-preview": "ernie-4.0-8k-preview",
    "ERNIE-4.0-8K-Preview-0518": "completions_adv_pro",
    "ERNIE-3.5-8K-0701": "ernie-3.5-8k-0701",
    "ERNIE-3.5-8K-0613": "ernie-3.5-8k-0613",
    "ERNIE-3.5-8K-0205": "ernie-3.5-8k-0205",
    "ERNIE-3.5-preview": "ernie-3.5-8k-preview",
    "ERNIE-3.5-8K-0329": "ernie-3.5-8k-0329",
    "ERNIE-3.5-128K": "ernie-3.5-128k",
    "ERNIE-Lite-8K": "ernie-lite-8k",
    "ERNIE-Lite-8K-0308": "ernie-lite-8k",
    "ERNIE-Lite-V": "ernie-lite-v",
    "ERNIE-Lite-Pro-8K": "ernie-lite-pro-8k",
    "ERNIE-Lite-AppBuilder-8K-0614": "ai_apaas_lite",
    "ERNIE-Speed": "ernie_speed",
    "ERNIE Speed": "ernie_speed",
    "ERNIE-Speed-8K": "ernie_speed",
    "ERNIE-Speed-Pro-8K": "ernie-speed-pro-8k",
    "ERNIE-Speed-128K": "ernie-speed-128k",
    "ERNIE-Speed-Pro-128K": "ernie-speed-pro-128k",
    "ERNIE Speed-AppBuilder": "ai_apaas",
    "EB-turbo-AppBuilder": "ai_apaas",
    "ERNIE-Bot-turbo-AI": "ai_apaas",
    "ERNIE-Tiny-8K": "ernie-tiny-8k",
    "ERNIE-Novel-8K": "ernie-novel-8k",
    "ERNIE-Function-8K": "ernie-func-8k",
    "ERNIE-Functions-8K": "ernie-func-8k",
    "ERNIE-Character-8K": "ernie-char-8k",
    "ERNIE-Character-Fiction-8K": "ernie-char-fiction-8k",
    "Qianfan-Dynamic-8K": "qianfan-dynamic-8k",
    "Meta-Llama-3-8B": "llama_3_8b",
    "Meta-Llama-3-70B": "llama_3_70b",
    "Qianfan-Chinese-Llama-2-13B": "qianfan_chinese_llama_2_13b",
    "Qianfan-Chinese-Llama-2-70B": "qianfan_chinese_llama_2_70b",
    "XuanYuan-70B-Chat-4bit": "xuanyuan_70b_chat",
    "Yi-34B-Chat": "yi_34b_chat",
    "Mixtral-8x7B-Instruct": "mixtral_8x7b_instruct",
    "Gemma-7B-it": "gemma_7b_it",
    "ChatLaw": "chatlaw",
}
SERVICES = [
    ("qianfan_v1", Task.EMBEDDING, "Embedding-V1", "embedding-v1"),
    ("qianfan_v1", Task.EMBEDDING, "bge-large-en", "bge_large_en"),
    ("qianfan_v1", Task.EMBEDDING, "bge-large-zh", "bge_large_zh"),
    ("qianfan_v1", Task.EMBEDDING, "tao-8k", "tao_8k"),
    ("qianfan_v1", Task.IMAGE, "Stable-Diffusion-XL", "sd_xl"),
    ("qianfan_v1", Task.IMAGE_TO_TEXT, "Fuyu-8B", "fuyu_8b"),
    ("qianfan_v1", Task.RERANK, "bce-reranker-base_v1", "bce_reranker_base"),
    ("qianfan_v1", Task.COMPLETION, "SQLCoder-7B", "sqlcoder_7b"),
    ("qianfan_v1", Task.COMPLETION, "CodeLlama-7b-Instruct", "codellama_7b_instruct"),
    ("qianfan_v1", Task.PLUGIN, "EBPlugin", "erniebot/plugins"),
    ("qianfan_v1", Task.PLUGIN, "EBPluginV2", "erniebot/plugin"),
    ("qianfan_v2", Task.EMBEDDING, "embedding-v1", "embedding-v1"),
    ("qianfan_v2", Task.EMBEDDING, "bge-large-zh", "bge-large-zh"),
    ("qianfan_v2", Task.EMBEDDING, "bge-large-en", "bge-large-en"),
    ("qianfan_v2", Task.EMBEDDING, "tao-8k", "tao-8k"),
    ("qianfan_v2", Task.IMAGE, "irag-1.0", "irag-1.0"),
    ("qianfan_v2", Task.IMAGE, "flux.1-schnell", "flux.1-schnell"),
    ("qianfan_v2", Task.RERANK, "bce-reranker-base_v1", "bce-reranker-base_v1"),
]


@pytest.mark.parametrize(("name", "endpoint"), V1_CHAT.items())
def test_every_chat_model_of_the_documents_is_found(name, endpoint):
    model = find_model("qianfan_v1", name)

    assert model is not None
    assert model.endpoint == endpoint


@pytest.mark.parametrize(("provider", "task", "name", "endpoint"), SERVICES)
def test_every_model_of_the_other_services_is_found(provider, task, name, endpoint):
    model = find_model(provider, name, task)

    assert model is not None
    assert (model.name, model.endpoint, model.task) == (name, endpoint, task)
    assert find_by_endpoint(provider, endpoint, task) is model
    assert model in models_for(provider, task)


@pytest.mark.parametrize("name", ["ernie-4.0-8k", "ERNIE-4.0-8K", " Ernie-Bot-4 "])
def test_names_match_in_any_case(name):
    assert find_model("qianfan_v1", name).endpoint == "completions_pro"
    assert find_model("qianfan_v1", "EMBEDDING-v1", Task.EMBEDDING).endpoint == "embedding-v1"


def test_an_unknown_name_is_not_guessed():
    assert find_model("qianfan_v1", "gpt-5") is None
    assert find_model("openai_compatible", "ERNIE-4.0-8K") is None


def test_a_model_is_found_only_for_what_it_does():
    assert find_model("qianfan_v1", "Embedding-V1") is None
    assert find_model("qianfan_v1", "ERNIE-4.0-8K", Task.COMPLETION) is None


def test_a_prompt_is_completed_by_a_completion_model_or_a_chat_model():
    assert find_completion_model("qianfan_v1", "sqlcoder-7b").task == Task.COMPLETION
    assert find_completion_model("qianfan_v1", "ERNIE-Bot").task == Task.CHAT
    assert find_completion_model("qianfan_v1", "Embedding-V1") is None


def test_an_endpoint_leads_to_its_model():
    assert find_by_endpoint("qianfan_v1", "eb-instant").name == "ERNIE-Lite-8K-0922"
    assert find_by_endpoint("qianfan_v1", "mine") is None
    assert find_by_endpoint("qianfan_v1", "eb-instant", Task.EMBEDDING) is None


def test_names_aliases_and_endpoints_are_unique_for_a_task():
    names = [
        (model.provider, model.task, name.casefold())
        for model in MODELS
        for name in (model.name, *model.aliases)
    ]
    endpoints = [(model.provider, model.task, model.endpoint) for model in MODELS]

    assert len(names) == len(set(names))
    assert len(endpoints) == len(set(endpoints))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.provider}-{model.name}")
def test_every_model_belongs_to_a_provider_and_says_what_it_takes(model):
    names = [spec.name for spec in model.parameters]

    assert model.provider in PROVIDERS
    assert model.endpoint
    assert names
    assert len(set(names)) == len(names)
    if model.task in (Task.CHAT, Task.COMPLETION, Task.IMAGE_TO_TEXT):
        assert {"temperature", "top_p"} <= set(names)


@pytest.mark.parametrize("provider", ["qianfan_v1", "qianfan_v2"])
@pytest.mark.parametrize("task", Task)
def test_the_default_model_exists(provider, task):
    name = default_model(provider, task)
    found = find_model(provider, name, task)

    if task == Task.COMPLETION:
        assert find_completion_model(provider, name) is not None
    else:
        assert bool(name) == bool(models_for(provider, task))
        assert not name or found in models_for(provider, task)


def test_the_defaults_are_those_of_the_documents():
    tasks = (Task.CHAT, Task.EMBEDDING, Task.IMAGE, Task.RERANK)

    assert [default_model("qianfan_v1", task) for task in tasks] == [
        *("ERNIE-Lite-8K", "Embedding-V1", "Stable-Diffusion-XL", "bce-reranker-base_v1")
    ]
    assert default_model("openai_compatible") == ""


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


@pytest.mark.parametrize(
    ("model", "endpoint", "expected"),
    [
        # A completion model, a chat model, its endpoint, and somebody's own one.
        ("SQLCoder-7B", "", "top_k"),
        ("ERNIE-4.0-8K", "", "functions"),
        ("", "completions_pro", "functions"),
        ("", "mine", "min_output_tokens"),
    ],
)
def test_a_completion_takes_what_its_path_takes(model, endpoint, expected):
    specs = parameters_for("qianfan_v1", model, endpoint, Task.COMPLETION)

    assert expected in {spec.name for spec in specs}


def test_a_plugin_application_takes_the_parameters_of_its_model():
    own = parameters_for("qianfan_v1", endpoint="mine", task=Task.PLUGIN)
    erniebot = parameters_for("qianfan_v1", "EBPlugin", task=Task.PLUGIN)

    assert [spec.name for spec in own] == ["temperature", "top_p", "penalty_score"]
    assert [spec.name for spec in erniebot] == ["user_id", "extra_data"]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_says_what_texts_to_embed_may_come_with(provider):
    assert parameters_for(provider, "unheard-of", task=Task.EMBEDDING)


def test_a_task_that_a_provider_has_not_takes_nothing():
    assert parameters_for("openai_compatible", task=Task.PLUGIN) == ()
    assert models_for("qianfan_v2", Task.PLUGIN) == ()


def test_limits_are_those_of_the_platform():
    model = find_model("qianfan_v1", "ERNIE-Speed-128K")

    assert (model.max_input_characters, model.max_input_tokens) == (507_904, 126_976)


@pytest.mark.parametrize("provider", ["qianfan_v1", "qianfan_v2"])
@pytest.mark.parametrize(
    ("name", "texts", "characters", "tokens", "dimensions"),
    [
        ("Embedding-V1", 16, 1_000, 384, 384),
        ("bge-large-zh", 16, 2_000, 512, 1_024),
        ("bge-large-en", 16, 2_000, 512, 1_024),
        ("tao-8k", 1, 28_000, 8_192, 1_024),
    ],
)
def test_embeddings_have_limits_for_each_text(
    provider, name, texts, characters, tokens, dimensions
):
    model = find_model(provider, name, Task.EMBEDDING)

    assert model.limits.max_texts == texts
    assert model.limits.max_text_characters == characters
    assert model.limits.max_text_tokens == tokens
    assert model.dimensions == dimensions


@pytest.mark.parametrize(
    ("provider", "name", "task", "characters"),
    [
        ("qianfan_v1", "Stable-Diffusion-XL", Task.IMAGE, 1_024),
        ("qianfan_v1", "Fuyu-8B", Task.IMAGE_TO_TEXT, 1_024),
        ("qianfan_v2", "irag-1.0", Task.IMAGE, 220),
        ("qianfan_v2", "flux.1-schnell", Task.IMAGE, 512),
    ],
)
def test_prompts_for_and_about_images_are_limited(provider, name, task, characters):
    assert find_model(provider, name, task).limits.max_prompt_characters == characters


@pytest.mark.parametrize("provider", ["qianfan_v1", "qianfan_v2"])
def test_rerank_limits_the_query_and_the_documents(provider):
    limits = find_model(provider, "bce-reranker-base_v1", Task.RERANK).limits

    assert limits.max_query_characters == 1_600
    assert (limits.max_documents, limits.max_document_characters) == (64, 4_096)


def test_every_task_has_a_path_on_v1():
    assert set(V1_PATH_TYPES) == set(Task)
