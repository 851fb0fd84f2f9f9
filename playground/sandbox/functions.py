"""Decides which functions a prompt calls. No model decides: words in common do."""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson

from playground.sandbox.arguments import fill_arguments
from playground.sandbox.backends import FunctionCall
from playground.sandbox.prompts import Function, Prompt

_WORD = re.compile(r"[a-z]{3,}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HAN = re.compile("[\u4e00-\u9fff]{2,}")
# What many names and descriptions have in common says nothing about one of them.
_COMMON_WORD = re.compile(
    "get|set|find|fetch|call|make|list|show|current|tool|function|data|info|for|from|with|the|and"
    "|use|run|new|all"
)
_COMMON_PAIR = re.compile(
    "[的了是在和与或及其吗呢我你他一个这那有为请帮]|什么|怎么|如何|可以|指定|给定|获取|查询|获得|返回|当前"
    "|信息|根据|用户|工具|函数|调用|使用|进行|需要|今天|问题|回答"
)


def called_functions(prompt: Prompt) -> tuple[FunctionCall, ...]:
    """Return the calls that answer `prompt`, none if it ends with anything but a user's turn."""
    if prompt.turns[-1].role != "user":
        return ()
    wanted = _wanted(prompt.functions, prompt.question)
    if prompt.must_call and not wanted:
        wanted = prompt.functions[:1]
    if not prompt.calls_in_parallel:
        wanted = wanted[:1]
    return tuple(
        FunctionCall(
            name=function.name,
            arguments=_arguments(function, prompt.question),
            thoughts="This call is scripted: the question has words in common with the function.",
        )
        for function in wanted
    )


def _wanted(functions: tuple[Function, ...], question: str) -> tuple[Function, ...]:
    """Return the functions the question names, or else those it shares words with."""
    lower = question.lower()
    named = tuple(f for f in functions if f.name.lower() in lower)
    if named:
        return named
    words = _words(lower)
    pairs = set(_pairs(question))
    return tuple(
        function
        for function in functions
        if words & _words(_CAMEL.sub("_", function.name).lower())
        or pairs & set(_pairs(function.description))
    )


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text) if not _COMMON_WORD.fullmatch(word)}


def _pairs(text: str) -> Iterator[str]:
    """Yield the pairs of neighboring Chinese characters that can mean something."""
    for run in _HAN.findall(text):
        for start in range(len(run) - 1):
            pair = run[start : start + 2]
            if not _COMMON_PAIR.search(pair):
                yield pair


def _arguments(function: Function, question: str) -> str:
    return orjson.dumps(fill_arguments(function.parameters, question)).decode()
