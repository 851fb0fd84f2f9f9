"""The line by which a run is found in a list."""

from __future__ import annotations

import pytest

from playground.gateway import (
    ChatMessage,
    ChatRequest,
    CompletionRequest,
    ErniePluginRequest,
    Image,
    ImageToTextRequest,
    PluginRequest,
)
from playground.runs.titles import TITLE_CHARACTERS, title_of

ASKED = "Why is\tthe sky\n\n blue?"
ASKED_TURN = ChatMessage("user", ASKED)


@pytest.mark.parametrize(
    "request_",
    [
        ChatRequest(
            messages=(ChatMessage("user", "Hi"), ChatMessage("assistant", "Ho"), ASKED_TURN)
        ),
        ChatRequest(messages=(ASKED_TURN, ChatMessage("tool", "{}", name="sky"))),
        CompletionRequest(prompt=ASKED),
        PluginRequest(query=ASKED, endpoint="mine"),
        ErniePluginRequest(messages=(ASKED_TURN,), plugins=("eChart",)),
        ImageToTextRequest(prompt=ASKED, image=Image(b"", "image/png")),
    ],
)
def test_the_title_is_the_last_question_on_one_line(request_):
    assert title_of(request_) == "Why is the sky blue?"


def test_a_long_question_is_cut_where_the_column_ends():
    title = title_of(CompletionRequest(prompt="天" * 5_000_000))

    assert title == "天" * (TITLE_CHARACTERS - 1) + "…"


def test_a_chat_without_a_question_has_no_title():
    assert title_of(ChatRequest(messages=())) == ""
