from __future__ import annotations

import pytest

from playground.gateway import (
    ChatMessage,
    CompletionRequest,
    ContextLengthError,
    EmbeddingRequest,
    ErniePluginRequest,
    Image,
    ImageRequest,
    ImageToTextRequest,
    InvalidRequestError,
    MessageOrderError,
    PluginRequest,
    RerankRequest,
    TokenCountRequest,
)
from playground.gateway.checks import check_request

PICTURE = Image(b"\x89PNG\r\n\x1a\n", "image/png")


@pytest.mark.parametrize(
    "request_",
    [
        CompletionRequest(" \n"),
        PluginRequest("", "my_app"),
        ImageRequest(""),
        ImageToTextRequest("", PICTURE),
        RerankRequest("", ("a",)),
        TokenCountRequest(""),
    ],
)
def test_an_empty_prompt_is_refused_before_sending(request_):
    with pytest.raises(InvalidRequestError) as caught:
        check_request(request_, "qianfan_v1")

    assert caught.value.code == "prompt_empty"


@pytest.mark.parametrize(
    ("request_", "provider", "limit"),
    [
        (PluginRequest("长" * 1001, "my_app"), "qianfan_v1", 1000),
        (ImageRequest("长" * 1025), "qianfan_v1", 1024),
        (ImageRequest("长" * 221, model="irag-1.0"), "qianfan_v2", 220),
        (ImageToTextRequest("长" * 1025, PICTURE), "qianfan_v1", 1024),
        (RerankRequest("长" * 1601, ("a",)), "qianfan_v2", 1600),
    ],
)
def test_a_prompt_that_is_too_long_is_refused_with_both_numbers(request_, provider, limit):
    with pytest.raises(ContextLengthError) as caught:
        check_request(request_, provider)

    assert caught.value.code == "prompt_too_long"
    assert caught.value.message_parameters == {"actual": limit + 1, "limit": limit}


def test_a_long_completion_prompt_is_judged_by_the_chat_model_that_gets_it():
    with pytest.raises(ContextLengthError) as caught:
        check_request(CompletionRequest("长" * 11_201), "qianfan_v1")

    assert caught.value.message_parameters["limit"] == 11_200


@pytest.mark.parametrize(
    ("texts", "code", "parameters"),
    [
        ((), "texts_empty", {}),
        (("a", " "), "text_blank", {"number": 2}),
        (("a", "长" * 1001), "text_too_long", {"number": 2, "actual": 1001, "limit": 1000}),
    ],
)
def test_the_text_at_fault_is_named(texts, code, parameters):
    with pytest.raises(InvalidRequestError) as caught:
        check_request(EmbeddingRequest(texts), "qianfan_v1")

    assert caught.value.code == code
    assert caught.value.message_parameters == parameters


def test_nothing_is_known_of_the_limits_of_an_own_endpoint():
    check_request(EmbeddingRequest(("长" * 5000,), endpoint="my_own"), "qianfan_v1")
    check_request(ImageRequest("长" * 5000, endpoint="my_own"), "qianfan_v1")


def test_more_documents_than_can_be_ranked_are_refused():
    with pytest.raises(InvalidRequestError) as caught:
        check_request(RerankRequest("Rain?", ("a",) * 65), "qianfan_v1")

    assert caught.value.code == "texts_too_many"
    assert caught.value.message_parameters == {"actual": 65, "limit": 64}


def test_messages_to_plugins_follow_the_rules_of_chat():
    turns = (ChatMessage("user", "Draw"), ChatMessage("user", "Draw"))

    with pytest.raises(MessageOrderError) as caught:
        check_request(ErniePluginRequest(turns, ("eChart",)), "qianfan_v1")

    assert caught.value.position == 1
