"""What two texts have in common, word by word; Chinese and Japanese by character.

Only words count: whether a space or a line break stands after one makes no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, Literal

# What takes longer is compared by lines, and words only in lines that differ.
MAX_WORDS: Final = 2_000
MAX_LINES: Final = 2_000
_IDEOGRAPHS: Final = (
    r"\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD: Final = re.compile(
    rf"[{_IDEOGRAPHS}]\s*|[^\W{_IDEOGRAPHS}]+(?:['’][^\W{_IDEOGRAPHS}]+)*\s*|[^\w\s]\s*|\s+"
)

PieceKind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The way from one text to another; `is_cut` where only their beginnings were compared."""

    pieces: tuple[Piece, ...]
    is_cut: bool = False

    @property
    def is_none(self) -> bool:
        return all(piece.kind == "same" for piece in self.pieces)

    @property
    def removed(self) -> int:
        """How many words only the first text has."""
        return self._count("removed")

    @property
    def added(self) -> int:
        """How many words only the second text has."""
        return self._count("added")

    def _count(self, kind: PieceKind) -> int:
        texts = (piece.text for piece in self.pieces if piece.kind == kind)
        return sum(1 for text in texts for word in _WORD.findall(text) if word.strip())


def word_difference(first: str, second: str) -> Difference:
    """Tell what leads from `first` to `second`."""
    lines = first.splitlines(keepends=True), second.splitlines(keepends=True)
    is_cut = any(len(each) > MAX_LINES for each in lines)
    is_long = any(_has_many_words(text) for text in (first, second))
    if not is_long:
        return Difference(_joined(_by_words(first, second)))
    head, other = (each[:MAX_LINES] for each in lines)
    return Difference(_joined(_by_lines(head, other)), is_cut)


def _by_lines(first: Sequence[str], second: Sequence[str]) -> Iterator[Piece]:
    """Compare lines, and the words of those that differ as long as that does not take long."""
    budget = MAX_WORDS
    keys = [line.split() for line in first], [line.split() for line in second]
    joined = [" ".join(words) for words in keys[0]], [" ".join(words) for words in keys[1]]
    for tag, start, end, other_start, other_end in _opcodes(*joined):
        removed, added = "".join(first[start:end]), "".join(second[other_start:other_end])
        if tag == "equal":
            yield Piece("same", added)
            continue
        words = max(len(_WORD.findall(removed)), len(_WORD.findall(added)))
        if removed and added and words <= budget:
            budget -= words
            yield from _by_words(removed, added)
        else:
            yield Piece("removed", removed)
            yield Piece("added", added)


def _by_words(first: str, second: str) -> Iterator[Piece]:
    words, others = _WORD.findall(first), _WORD.findall(second)
    keys = [word.strip() for word in words], [word.strip() for word in others]
    for tag, start, end, other_start, other_end in _opcodes(*keys):
        if tag == "equal":
            yield Piece("same", "".join(others[other_start:other_end]))
        else:
            yield Piece("removed", "".join(words[start:end]))
            yield Piece("added", "".join(others[other_start:other_end]))


def _opcodes(
    first: Sequence[str], second: Sequence[str]
) -> Iterator[tuple[str, int, int, int, int]]:
    """Compare what lies between what both begin and end with."""
    shorter = min(len(first), len(second))
    head = 0
    while head < shorter and first[head] == second[head]:
        head += 1
    tail = 0
    while tail < shorter - head and first[-1 - tail] == second[-1 - tail]:
        tail += 1
    if head:
        yield "equal", 0, head, 0, head
    # Words that are everywhere are no place to begin at: that is what keeps this quick.
    between = SequenceMatcher(
        None, first[head : len(first) - tail], second[head : len(second) - tail], autojunk=True
    )
    for tag, start, end, other_start, other_end in between.get_opcodes():
        yield tag, start + head, end + head, other_start + head, other_end + head
    if tail:
        yield "equal", len(first) - tail, len(first), len(second) - tail, len(second)


def _has_many_words(text: str) -> bool:
    return sum(1 for _, _word in zip(range(MAX_WORDS + 1), _WORD.finditer(text), strict=False)) > (
        MAX_WORDS
    )


def _joined(pieces: Iterator[Piece]) -> tuple[Piece, ...]:
    """Join neighbors of a kind; between two texts in common, what goes stands before what comes."""
    found: list[Piece] = []
    for is_same, group in groupby(pieces, lambda piece: piece.kind == "same"):
        members = list(group)
        kinds: tuple[PieceKind, ...] = ("same",) if is_same else ("removed", "added")
        for kind in kinds:
            text = "".join(piece.text for piece in members if piece.kind == kind)
            if text:
                found.append(Piece(kind, text))
    return tuple(found)
