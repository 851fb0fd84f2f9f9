"""The token counter of V1."""

from __future__ import annotations

import pytest

from tests.sandbox.wire import ChatClient, error_of


@pytest.mark.parametrize(("text", "tokens"), [("hello big world", 3), ("你好世界" * 2, 5)])
def test_it_counts_words_and_characters(v1: ChatClient, text: str, tokens: int) -> None:
    body = v1.call("tokenizer/erniebot", prompt=text, model="ernie-3.5-8k").json()

    assert body["object"] == "tokenizer.erniebot"
    assert body["usage"] == {"prompt_tokens": tokens, "total_tokens": tokens}


@pytest.mark.parametrize("text", [None, "", 5])
def test_it_needs_a_text(v1: ChatClient, text: object) -> None:
    assert error_of(v1.call("tokenizer/erniebot", prompt=text)) == 336003


def test_a_fault_strikes_by_the_name_of_the_model(v1: ChatClient) -> None:
    answer = v1.call("tokenizer/erniebot", prompt="a", model="my-fault-qps")

    assert error_of(answer) == 18
