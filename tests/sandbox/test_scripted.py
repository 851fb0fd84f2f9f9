"""The scripted texts: right language, whole after splitting, honest about what they are."""

from __future__ import annotations

import pytest

from playground.sandbox.prompts import Prompt, Turn, estimate_tokens
from playground.sandbox.scripted import ScriptedBackend, gist

HONEST = {
    "Hello there": "not a model",
    "你好，请介绍一下自己": "不是模型生成的",
    "こんにちは、元気ですか": "モデルの回答ではありません",
    "안녕하세요 반갑습니다": "모델이 생성한 것이 아닙니다",
    "Привет, как дела": "а не ответ модели",
}


def prompt(text: str) -> Prompt:
    return Prompt((Turn("user", text),))


async def pieces_of(question: str) -> list[str]:
    reply = ScriptedBackend().reply(prompt(question))
    return [piece async for batch in reply.batches for piece in batch]


@pytest.mark.parametrize("question", HONEST)
async def test_it_says_in_the_language_of_the_prompt_that_it_is_no_model(question: str) -> None:
    pieces = await pieces_of(question)

    text = "".join(pieces)
    assert HONEST[question] in text
    assert question in text
    assert len(pieces) > 15
    assert max(map(len, pieces)) < 40


@pytest.mark.parametrize(
    ("question", "mark"),
    [
        ("Show me some Markdown", "| Model |"),
        ("a TABLE please", "```python"),
        ("给我一个表格", "| 模型 |"),
        ("写一段代码", "你好"),
    ],
)
async def test_a_formatted_reply_can_be_asked_for(question: str, mark: str) -> None:
    text = "".join(await pieces_of(question))

    assert mark in text
    assert "$$" in text


async def test_the_gist_is_one_short_line() -> None:
    assert gist("a\n b  c") == "a b c"
    assert len(gist("x" * 500)) == 80
    assert "{0}" in "".join(await pieces_of("{0} {gist"))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("one two, three!", 3), ("中文字符测试八个", 5), ("GPT 是模型", 2), ("🙂 …", 0)],
)
def test_tokens_are_estimated_from_characters_and_words(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens
