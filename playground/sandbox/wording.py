"""The words of a text that can mean something, to see what two texts have in common."""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z]{3,}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HAN = re.compile("[\u4e00-\u9fff]{2,}")
# What most texts contain tells none of them apart.
_COMMON_WORD = re.compile(
    "get|set|find|fetch|call|make|list|show|current|tool|function|data|info|for|from|with|the|and"
    "|use|run|new|all|are|can|how|what|which|who|why|when|where|does|have|has|this|that|you|your"
    "|please|about|tell"
)
_COMMON_PAIR = re.compile(
    "[的了是在和与或及其吗呢我你他一个这那有为请帮]|什么|怎么|如何|可以|指定|给定|获取|查询|获得|返回|当前"
    "|信息|根据|用户|工具|函数|调用|使用|进行|需要|今天|问题|回答"
)


def english_words(text: str) -> set[str]:
    """Return the words of three letters or more, those of names in camel case too."""
    words = _WORD.findall(_CAMEL.sub("_", text).lower())
    return {word for word in words if not _COMMON_WORD.fullmatch(word)}


def chinese_pairs(text: str) -> set[str]:
    """Return the pairs of neighboring Chinese characters."""
    return {
        pair
        for run in _HAN.findall(text)
        for start in range(len(run) - 1)
        if not _COMMON_PAIR.search(pair := run[start : start + 2])
    }
