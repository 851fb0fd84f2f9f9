"""Reads what a text wants in a chart: its kind, its title, and numbers with their labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

ChartKind = Literal["bar", "line", "pie", "radar", "scatter", "funnel", "tree"]
Point: TypeAlias = tuple[str, int | float]

# The first that a text mentions counts; a bar chart, if it mentions none.
_KINDS: tuple[tuple[ChartKind, str], ...] = (
    ("pie", r"饼|扇形|\bpie\b|\bdonut\b"),
    ("line", r"折线|曲线|走势|\bline\b|\btrend\b"),
    ("radar", r"雷达|\bradar\b"),
    ("scatter", r"散点|\bscatter\b"),
    ("funnel", r"漏斗|\bfunnel\b"),
    ("tree", r"思维导图|树图|\btree\b|\bmind ?map\b"),
    ("bar", r"柱|条形|\bbars?\b|\bcolumns?\b"),
)
_CHART = re.compile(r"图表|绘图|画图|作图|\b(?:charts?|plot|graph|diagram)\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SEGMENT_END = re.compile(r"[,，;；、。\n!?！？]|\.(?!\d)|[:：](?!\s*-?\d)|\s+and\s+|和(?=\D)")
# A number that a unit of the calendar follows names a time and measures nothing.
_VALUE = re.compile(
    r"(?<![A-Za-z\d.])-?\d{1,12}(?:\.\d{1,6})?(?![\d.]*\d)(?!\s*(?:年|月|日|号|季度))"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORD = re.compile(r"[^\s:：=|*()（）-]+")
_FILLER = re.compile(
    "was|were|is|are|has|have|had|with|of|for|in|the|an|at|to|there|by|and", re.IGNORECASE
)
_HAN = re.compile("[\u4e00-\u9fff]")
_HAN_FILLER = re.compile("[是有为共达到约的得分条个]+$")
_MOST_WORDS = 3
_LONGEST_LABEL = 20
_LONGEST_TITLE = 40
_MOST_POINTS = 20
_SAMPLE: tuple[Point, ...] = (("A", 12), ("B", 19), ("C", 7))


@dataclass(frozen=True, slots=True)
class ChartRequest:
    """What to draw; `is_sample` if the text had no numbers to draw."""

    kind: ChartKind
    title: str
    points: tuple[Point, ...]
    is_sample: bool


def wants_chart(text: str) -> bool:
    """Tell whether `text` asks for a chart, or lists numbers that one could draw."""
    return _mentioned_kind(text) is not None or bool(_CHART.search(text)) or len(_points(text)) > 1


def read_chart(text: str) -> ChartRequest:
    """Return the chart that `text` describes."""
    points = _points(text)
    kind = _mentioned_kind(text) or "bar"
    return ChartRequest(kind, _title(text), points or _SAMPLE, is_sample=not points)


def _mentioned_kind(text: str) -> ChartKind | None:
    found = ((re.search(pattern, text, re.IGNORECASE), kind) for kind, pattern in _KINDS)
    first = min(((match.start(), kind) for match, kind in found if match), default=None)
    return first[1] if first else None


def _title(text: str) -> str:
    line = " ".join(text.split())
    head = re.split(r"[:：](?!\s*-?\d)", line, maxsplit=1)[0]
    return head if len(head) <= _LONGEST_TITLE else head[: _LONGEST_TITLE - 1] + "…"


def _points(text: str) -> tuple[Point, ...]:
    segments = _SEGMENT_END.split(_THOUSANDS.sub("", text))
    points = [point for segment in segments if (point := _read_point(segment))]
    return tuple(
        (label or f"#{number}", value)
        for number, (label, value) in enumerate(points[:_MOST_POINTS], 1)
    )


def _read_point(segment: str) -> Point | None:
    matches = list(_VALUE.finditer(segment))
    if len(matches) > 1 and _YEAR.fullmatch(matches[0][0]):
        matches = matches[1:]
    if not matches:
        return None
    value = float(matches[0][0])
    before, after = segment[: matches[0].start()], segment[matches[0].end() :]
    label = _label(_WORD.findall(before)[-_MOST_WORDS:]) or _label(_WORD.findall(after)[:1])
    return label, int(value) if value.is_integer() else value


def _label(words: list[str]) -> str:
    """Return what the words name, without those that only lead up to a number."""
    while words and _FILLER.fullmatch(words[-1]):
        words.pop()
    while words and _FILLER.fullmatch(words[0]):
        words.pop(0)
    if words and _HAN.search(words[-1]):
        words = words[-1:]
    label = _HAN_FILLER.sub("", " ".join(words).strip(" \"'“”"))
    return label[-_LONGEST_LABEL:]
