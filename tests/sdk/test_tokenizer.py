from __future__ import annotations

import pytest

import playground.sdk as qianfan

TEXT = "这是待计算 token 数量的一段文本"


def test_tokens_are_estimated_here():
    assert qianfan.Tokenizer.count_tokens(TEXT) == 8


@pytest.mark.usefixtures("environment")
def test_tokens_are_counted_by_the_platform():
    assert qianfan.Tokenizer.count_tokens(TEXT, mode="remote", ak="key", sk="secret") > 0


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("arguments", [{"mode": "guess"}, {"mode": "remote"}])
def test_what_cannot_be_counted_is_refused(arguments):
    with pytest.raises(qianfan.InvalidArgumentError):
        qianfan.Tokenizer.count_tokens(TEXT, **arguments)
