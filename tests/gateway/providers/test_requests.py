"""What each provider puts on the wire for one and the same request."""

from __future__ import annotations

import json

import pytest

from playground.gateway import (
    ChatMessage,
    ChatRequest,
    Connection,
    InvalidRequestError,
    NoKey,
    UnsafeUrlError,
)
from playground.gateway.registry import PROVIDERS

BASE_URL = "https://models.example.com/base"
TURNS = (
    ChatMessage("user", "Hello 你好"),
    ChatMessage("assistant", "Hi"),
    ChatMessage("tool", '{"x":1}', "lookup"),
)


def sent(provider: str, request: ChatRequest):
    connection = Connection(provider, BASE_URL, NoKey())
    http_request = PROVIDERS[provider](connection).build_request(request, "request-1")
    return http_request, json.loads(http_request.content)


def test_v1_names_the_model_in_the_path_and_the_system_prompt_beside_the_messages():
    request = ChatRequest(TURNS, model="ernie-bot-4", system="Be brief.")

    http_request, body = sent("qianfan_v1", request)

    assert http_request.url.path == (
        "/base/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/completions_pro"
    )
    assert http_request.headers["request_id"] == "request-1"
    assert body == {
        "messages": [
            {"role": "user", "content": "Hello 你好"},
            {"role": "assistant", "content": "Hi"},
            {"role": "function", "name": "lookup", "content": '{"x":1}'},
        ],
        "stream": True,
        "system": "Be brief.",
    }


def test_v1_takes_a_leading_system_message_for_the_system_prompt():
    _, body = sent("qianfan_v1", ChatRequest((ChatMessage("system", "Be brief."), TURNS[0])))

    assert body["system"] == "Be brief."
    assert [message["role"] for message in body["messages"]] == ["user"]


@pytest.mark.parametrize(
    "endpoint",
    [
        "my_service-1.0",
        " my_service-1.0 ",
        "https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/my_service-1.0",
    ],
)
def test_an_own_endpoint_beats_the_model(endpoint):
    http_request, _ = sent(
        "qianfan_v1", ChatRequest(TURNS, model="ERNIE-4.0-8K", endpoint=endpoint)
    )

    assert http_request.url.path.endswith("/chat/my_service-1.0")


@pytest.mark.parametrize(
    "endpoint", ["a/b", "..", ".", "a?b", "a#b", "a b", "a%2fb", "模型", "x" * 300]
)
def test_an_endpoint_that_would_change_the_path_is_refused(endpoint):
    with pytest.raises(InvalidRequestError) as caught:
        sent("qianfan_v1", ChatRequest(TURNS, endpoint=endpoint))

    assert caught.value.code == "endpoint_invalid"


def test_v1_refuses_a_model_that_the_catalogue_has_not():
    with pytest.raises(InvalidRequestError) as caught:
        sent("qianfan_v1", ChatRequest(TURNS, model="gpt-5"))

    assert caught.value.code == "model_unknown"


def test_v2_names_the_model_in_the_body():
    request = ChatRequest(
        TURNS[:1],
        model="DeepSeek-V3",
        system="Be brief.",
        parameters={"temperature": 0.5, "response_format": "json_object", "seed": None},
    )

    http_request, body = sent("qianfan_v2", request)

    assert http_request.url.path == "/base/v2/chat/completions"
    assert body == {
        "model": "deepseek-v3",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hello 你好"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.5,
        "response_format": {"type": "json_object"},
    }


@pytest.mark.parametrize("provider", ["qianfan_v2", "openai_compatible"])
def test_a_model_without_an_entry_is_passed_on_as_it_is(provider):
    _, body = sent(provider, ChatRequest(TURNS[:1], model="Some-New-Model"))

    assert body["model"] == "Some-New-Model"


def test_an_openai_compatible_address_is_kept_as_it_is():
    http_request, body = sent(
        "openai_compatible", ChatRequest(TURNS, model="local", is_streaming=False)
    )

    assert http_request.url.path == "/base/chat/completions"
    assert body["stream"] is False
    assert "stream_options" not in body
    assert body["messages"][2] == {"role": "tool", "name": "lookup", "content": '{"x":1}'}


def test_an_openai_compatible_server_has_no_default_model():
    with pytest.raises(InvalidRequestError) as caught:
        sent("openai_compatible", ChatRequest(TURNS))

    assert caught.value.code == "model_missing"


@pytest.mark.parametrize("provider", ["qianfan_v1", "qianfan_v2"])
def test_a_request_without_a_model_means_the_default_one(provider):
    http_request, body = sent(provider, ChatRequest(TURNS))

    assert http_request.url.path.endswith("/ernie-lite-8k") or body["model"] == "ernie-lite-8k"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_extra_keys_win_and_none_removes_one(provider):
    request = ChatRequest(
        TURNS[:1],
        model="" if provider != "openai_compatible" else "local",
        parameters={"temperature": 0.5},
        extra={"temperature": 0.9, "stream_options": None, "vendor_key": {"a": 1}},
    )

    _, body = sent(provider, request)

    assert body["temperature"] == 0.9
    assert body["vendor_key"] == {"a": 1}
    assert "stream_options" not in body


@pytest.mark.parametrize("provider", PROVIDERS)
def test_compression_is_not_asked_for(provider):
    model = "" if provider != "openai_compatible" else "local"

    http_request, _ = sent(provider, ChatRequest(TURNS[:1], model=model))

    assert http_request.headers["accept-encoding"] == "identity"
    assert http_request.headers["content-type"] == "application/json"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_address_inside_is_refused_when_the_call_is_made(provider):
    with pytest.raises(UnsafeUrlError):
        PROVIDERS[provider](Connection(provider, "http://169.254.169.254", NoKey()))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_half_an_emoji_in_a_prompt_can_be_sent(provider):
    model = "" if provider != "openai_compatible" else "local"
    request = ChatRequest(
        (ChatMessage("user", "a\ud83c"),), model=model, parameters={"stop": ("b\udf0f",)}
    )

    _, body = sent(provider, request)

    assert body["messages"][0]["content"] == "a\N{REPLACEMENT CHARACTER}"
    assert body["stop"] == ["b\N{REPLACEMENT CHARACTER}"]
