from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.gateway.token_estimates import estimate_request_tokens, estimate_tokens
from playground.gateway.values import (
    ChatMessage,
    ChatRequest,
    CompletionRequest,
    EmbeddingRequest,
    ErniePluginRequest,
    Image,
    ImageRequest,
    ImageToTextRequest,
    PluginRequest,
    RerankRequest,
    TokenCountRequest,
    Tool,
    ToolCall,
)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("   \n", 0),
        ("hello", 1),
        ("Hello, world! 42 times", 4),
        ("你好", 1),
        ("你好世界你好世界", 5),
        ("用Python写", 2),
        ("ひらがな한국", 3),
        ("naïve café", 2),
        ("\U00020000" * 8, 5),
    ],
)
def test_characters_count_five_eighths_and_words_one(text: str, tokens: int):
    assert estimate_tokens(text) == tokens


@given(st.text())
def test_any_text_has_an_estimate_within_its_length(text: str):
    assert 0 <= estimate_tokens(text) <= len(text)


MESSAGES = (
    ChatMessage("user", "one two"),
    ChatMessage("assistant", "", tool_calls=(ToolCall("lookup", '{"city": "Paris"}'),)),
    ChatMessage("tool", "sunny", "lookup"),
)


@pytest.mark.parametrize(
    ("request_", "tokens"),
    [
        (ChatRequest(MESSAGES), 6),
        (ChatRequest(MESSAGES[:1], system="be brief"), 4),
        (ChatRequest(MESSAGES[:1], tools=(Tool("lookup", "Find it", {"type": "object"}),)), 7),
        (CompletionRequest("one two three"), 3),
        (PluginRequest("one two", "mine", variables={"name": "Ada"}, history=MESSAGES[:1]), 6),
        (ErniePluginRequest(MESSAGES[:1], ("eChart",)), 2),
        (ImageToTextRequest("what is it", Image(b"", "image/png")), 3),
        (EmbeddingRequest(("one", "two three")), 3),
        (ImageRequest("a cat"), 2),
        (RerankRequest("which", ("one", "two")), 3),
        (TokenCountRequest("one two"), 2),
    ],
)
def test_every_kind_of_request_has_an_estimate(request_, tokens: int):
    assert estimate_request_tokens(request_) == tokens
