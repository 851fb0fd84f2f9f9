"""Languages are told apart by script; English wins when there is nothing to go by."""

from __future__ import annotations

import pytest

from playground.sandbox.languages import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("12 + 30 = ?", "en"),
        ("What does 你好 mean in this sentence?", "en"),
        ("用 Python 写一个排序函数", "zh"),
        ("請用繁體中文回答", "zh"),
        ("東京の天気を教えてください", "ja"),
        ("서울 날씨 알려줘", "ko"),
        ("Расскажи о Москве", "ru"),
        ("Bonjour tout le monde", "en"),
    ],
)
def test_the_script_tells_the_language(text: str, language: str) -> None:
    assert detect_language(text) == language
