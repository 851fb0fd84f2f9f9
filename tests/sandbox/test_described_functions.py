"""ERNIE-Functions-8K is told of functions in words and calls them in two lines."""

from __future__ import annotations

import pytest

from tests.sandbox.wire import ChatClient, user, v1_text

DESCRIPTION = """名称：count_files
描述：Counts the files of a language
参数：{"required": ["language"], "properties": {"language": {"type": "string"}}}"""
QUESTION = "How many files are there?"


@pytest.mark.parametrize(
    "body",
    [
        {"system": f"Use these:\n{DESCRIPTION}\nor answer.", "messages": user(QUESTION)},
        {"messages": user(f"Use these:\n{DESCRIPTION}\n\nYour question: {QUESTION}")},
    ],
    ids=["in the system prompt", "in the question"],
)
def test_a_described_function_is_called_in_words(v1: ChatClient, body):
    lines = v1.ask("ernie-func-8k", **body).json()["result"].splitlines()

    assert lines[0] == "Action: count_files"
    assert lines[1].startswith('Action Input: {"language"')


def test_the_call_is_streamed_as_text(v1: ChatClient):
    response = v1.ask("ernie-func-8k", QUESTION, system=DESCRIPTION, stream=True)

    assert v1_text(response.content).startswith("Action: count_files")


def test_the_result_is_told_in_the_answer(v1: ChatClient):
    messages = [
        *user(QUESTION),
        {"role": "assistant", "content": "Action: count_files\nAction Input: {}"},
        {"role": "user", "content": '{"return": 512}'},
    ]

    result = v1.ask("ernie-func-8k", system=DESCRIPTION, messages=messages).json()["result"]

    assert "512" in result
    assert "Action:" not in result


@pytest.mark.parametrize(
    "text", ["Good morning", "名称：x\n描述：y\n参数：{not json}\nGood morning"]
)
def test_without_a_function_that_fits_it_talks(v1: ChatClient, text: str):
    assert "Action:" not in v1.ask("ernie-func-8k", text).json()["result"]
