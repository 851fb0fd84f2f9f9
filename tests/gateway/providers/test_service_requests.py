"""What goes over the wire for the services beside chat, and for tools and pictures in chat."""

from __future__ import annotations

import base64
import json

import pytest

from playground.gateway import (
    ChatMessage,
    ChatRequest,
    CompletionRequest,
    Connection,
    EmbeddingRequest,
    ErniePluginRequest,
    IamKey,
    Image,
    ImageRequest,
    ImageToTextRequest,
    InvalidRequestError,
    NoKey,
    PluginRequest,
    RerankRequest,
    TokenCountRequest,
    Tool,
    ToolCall,
    UnsupportedFeatureError,
)
from playground.gateway.registry import PROVIDERS, provider_for

BASE_URL = "https://models.example.com/base"
V1 = "/base/rpc/2.0/ai_custom/v1/wenxinworkshop"
SHAPED_LIKE_OPENAI = ["qianfan_v2", "openai_compatible"]
PICTURE = Image(b"\x89PNG\r\n\x1a\nrest", "image/png")
WEATHER = Tool("weather", "Tells the weather", {"type": "object", "properties": {"city": {}}})
ROUND = (
    ChatMessage("user", "Rain?"),
    ChatMessage("assistant", "", tool_calls=(ToolCall("weather", '{"city":"北京"}', "call_1"),)),
    ChatMessage("tool", '{"rain":true}', tool_call_id="call_1"),
)


def sent(provider: str, request: object):
    connection = Connection(provider, BASE_URL, NoKey())
    http_request = PROVIDERS[provider](connection).build_request(request, "request-1")
    return http_request.url.path, json.loads(http_request.content)


def test_v1_calls_tools_functions():
    _, body = sent(
        "qianfan_v1",
        ChatRequest(ROUND, model="ERNIE-3.5-8K", tools=(WEATHER,), tool_choice="weather"),
    )

    assert body["functions"] == [
        {
            "name": "weather",
            "description": "Tells the weather",
            "parameters": {"type": "object", "properties": {"city": {}}},
        }
    ]
    assert body["tool_choice"] == {"type": "function", "function": {"name": "weather"}}
    assert body["messages"][1:] == [
        {
            "role": "assistant",
            "content": "",
            "function_call": {"name": "weather", "arguments": '{"city":"北京"}'},
        },
        {"role": "function", "name": "weather", "content": '{"rain":true}'},
    ]


def test_v1_sends_no_function_when_none_may_be_called():
    _, body = sent("qianfan_v1", ChatRequest(ROUND[:1], tools=(WEATHER,), tool_choice="none"))

    assert "functions" not in body
    assert "tool_choice" not in body


def test_v1_has_no_words_for_a_call_that_must_be_made_nor_for_two_in_one_turn():
    two = ChatMessage("assistant", "", tool_calls=(ToolCall("a", "{}"), ToolCall("b", "{}")))

    with pytest.raises(UnsupportedFeatureError) as must:
        sent("qianfan_v1", ChatRequest(ROUND[:1], tools=(WEATHER,), tool_choice="required"))
    with pytest.raises(UnsupportedFeatureError) as several:
        sent("qianfan_v1", ChatRequest((ROUND[0], two, ROUND[2])))

    assert must.value.code == "tool_choice_unsupported"
    assert several.value.code == "parallel_tools_unsupported"


@pytest.mark.parametrize("provider", SHAPED_LIKE_OPENAI)
def test_the_others_call_them_tools(provider):
    _, body = sent(
        provider, ChatRequest(ROUND, model="m", tools=(WEATHER,), tool_choice="required")
    )

    assert body["tools"][0]["type"] == "function"
    assert body["tools"][0]["function"]["name"] == "weather"
    assert body["tool_choice"] == "required"
    assert body["messages"][1]["tool_calls"] == [
        {
            "id": "call_1",
            "type": "function",
            "function": {"name": "weather", "arguments": '{"city":"北京"}'},
        }
    ]
    assert body["messages"][2] == {
        "role": "tool",
        "content": '{"rain":true}',
        "tool_call_id": "call_1",
    }


@pytest.mark.parametrize("provider", SHAPED_LIKE_OPENAI)
def test_a_question_about_a_picture_is_a_chat_with_it(provider):
    path, body = sent(provider, ImageToTextRequest("What is it?", PICTURE, model="m-vl"))

    assert path.endswith("/chat/completions")
    text, picture = body["messages"][0]["content"]
    assert text == {"type": "text", "text": "What is it?"}
    assert picture["image_url"]["url"] == (
        "data:image/png;base64," + base64.b64encode(PICTURE.data).decode()
    )


def test_v1_asks_about_a_picture_in_a_service_of_its_own():
    path, body = sent(
        "qianfan_v1", ImageToTextRequest("What is it?", PICTURE, parameters={"top_k": 3})
    )

    assert path == f"{V1}/image2text/fuyu_8b"
    assert base64.b64decode(body.pop("image")) == PICTURE.data
    assert body == {"prompt": "What is it?", "stream": True, "top_k": 3}


@pytest.mark.parametrize(
    ("request_", "path", "body"),
    [
        (CompletionRequest("Once", model="sqlcoder-7b"), "/completions/sqlcoder_7b", "prompt"),
        (CompletionRequest("Once", endpoint="my_own"), "/completions/my_own", "prompt"),
        (CompletionRequest("Once"), "/chat/ernie-lite-8k", "messages"),
        (CompletionRequest("Once", model="ERNIE-Bot-4"), "/chat/completions_pro", "messages"),
        (CompletionRequest("Once", endpoint="ernie_speed"), "/chat/ernie_speed", "messages"),
    ],
)
def test_v1_completes_with_completion_models_and_prompts_chat_models(request_, path, body):
    sent_path, sent_body = sent("qianfan_v1", request_)

    assert sent_path == V1 + path
    assert body in sent_body
    if body == "messages":
        assert sent_body["messages"] == [{"role": "user", "content": "Once"}]


@pytest.mark.parametrize("provider", SHAPED_LIKE_OPENAI)
def test_the_others_complete_with_chat_models(provider):
    path, body = sent(provider, CompletionRequest("Once", model="m", is_streaming=False))

    assert path.endswith("/chat/completions")
    assert body["messages"] == [{"role": "user", "content": "Once"}]
    assert body["stream"] is False


def test_a_plugin_application_has_a_path_that_ends_with_a_slash():
    request = PluginRequest(
        "Rain?",
        "my_app",
        plugins=("uuid-weatherforecast",),
        variables={"city": "北京"},
        history=(ChatMessage("user", "Hi"), ChatMessage("assistant", "Hello")),
        parameters={"temperature": 0.2},
    )

    path, body = sent("qianfan_v1", request)

    assert path == f"{V1}/plugin/my_app/"
    assert body == {
        "query": "Rain?",
        "stream": True,
        "verbose": True,
        "plugins": ["uuid-weatherforecast"],
        "input_variables": {"city": "北京"},
        "history": [
            {"role": "user", "content": "Hi"},
            {"role": "assistant", "content": "Hello"},
        ],
        "llm": {"temperature": 0.2},
    }


@pytest.mark.parametrize(
    ("model", "path"), [("EBPlugin", "/erniebot/plugins"), ("ebpluginv2", "/erniebot/plugin")]
)
def test_ernie_bot_plugins_have_paths_of_their_own(model, path):
    request = ErniePluginRequest((ChatMessage("user", "Draw"),), ("eChart",), model=model)

    sent_path, body = sent("qianfan_v1", request)

    assert sent_path == V1 + path
    assert body["plugins"] == ["eChart"]
    assert body["messages"] == [{"role": "user", "content": "Draw"}]


@pytest.mark.parametrize("provider", SHAPED_LIKE_OPENAI)
@pytest.mark.parametrize(
    "request_",
    [
        PluginRequest("Rain?", "my_app"),
        ErniePluginRequest((ChatMessage("user", "Draw"),), ("eChart",)),
        TokenCountRequest("Hello"),
    ],
    ids=["plugin", "ernie_plugin", "token_count"],
)
def test_what_only_v1_has_is_refused_elsewhere(provider, request_):
    with pytest.raises(UnsupportedFeatureError) as caught:
        sent(provider, request_)

    assert caught.value.provider == provider


@pytest.mark.parametrize(
    ("provider", "path", "model"),
    [
        ("qianfan_v1", f"{V1}/embeddings/bge_large_zh", None),
        ("qianfan_v2", "/base/v2/embeddings", "bge-large-zh"),
        ("openai_compatible", "/base/embeddings", "bge-large-zh"),
    ],
)
def test_texts_to_embed(provider, path, model):
    sent_path, body = sent(provider, EmbeddingRequest(("a", "b"), model="bge-large-zh"))

    assert sent_path == path
    assert body["input"] == ["a", "b"]
    assert body.get("model") == model


@pytest.mark.parametrize(
    ("provider", "path", "model"),
    [
        ("qianfan_v1", f"{V1}/text2image/sd_xl", ""),
        ("qianfan_v2", "/base/v2/images/generations", ""),
        ("openai_compatible", "/base/images/generations", "dall-e-3"),
    ],
)
def test_a_picture_to_draw(provider, path, model):
    sent_path, body = sent(provider, ImageRequest("A cat", model=model, parameters={"n": 2}))

    assert sent_path == path
    assert body["prompt"] == "A cat"
    assert body["n"] == 2


@pytest.mark.parametrize(
    ("provider", "path"),
    [
        ("qianfan_v1", f"{V1}/reranker/bce_reranker_base"),
        ("qianfan_v2", "/base/v2/rerankers"),
        ("openai_compatible", "/base/rerank"),
    ],
)
def test_documents_to_rank(provider, path):
    request = RerankRequest("Rain?", ("dry", "wet"), top_n=1, model="bce-reranker-base_v1")

    sent_path, body = sent(provider, request)

    assert sent_path == path
    assert (body["query"], body["documents"], body["top_n"]) == ("Rain?", ["dry", "wet"], 1)


def test_v1_counts_tokens():
    path, body = sent("qianfan_v1", TokenCountRequest("Hello"))

    assert path == f"{V1}/tokenizer/erniebot"
    assert body == {"prompt": "Hello", "model": "ERNIE-Lite-8K"}


def test_an_open_server_has_no_default_embedding_model():
    with pytest.raises(InvalidRequestError) as caught:
        sent("openai_compatible", EmbeddingRequest(("a",)))

    assert caught.value.code == "model_missing"


def test_v2_names_the_application_that_pays():
    connection = Connection("qianfan_v2", BASE_URL, NoKey(), application_id="app-12345678")

    built = provider_for(connection).build_request(EmbeddingRequest(("a",)), "request-1")

    assert built.headers["appid"] == "app-12345678"


def test_only_an_account_key_can_ask_the_console_for_its_services():
    keyless = Connection("qianfan_v1", BASE_URL, NoKey())
    account = Connection(
        "qianfan_v1", BASE_URL, IamKey("access", "secret"), console_base_url="https://c.example.com"
    )

    request = provider_for(account).services_request()

    assert provider_for(keyless).services_request() is None
    assert str(request.url) == "https://c.example.com/wenxinworkshop/service/list"
