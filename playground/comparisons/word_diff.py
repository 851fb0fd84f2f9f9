"""What two texts have in common, word by word; Chinese and Japanese by character.

Only words count: whether a space or a line break stands after one makes no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Final, Literal

from playground.comparisons.common_parts import Part, common_parts

MAX_WORDS: Final = 40_000
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
    words, others = _words(first), _words(second)
    is_cut = max(len(words), len(others)) > MAX_WORDS
    pieces = _pieces(words[:MAX_WORDS], others[:MAX_WORDS])
    return Difference(tuple(_joined(pieces)), is_cut)


def _words(text: str) -> list[str]:
    """Split a text, each word with the white space behind it; no more than can be told is cut."""
    return [found[0] for found in islice(_WORD.finditer(text), MAX_WORDS + 1)]


def _pieces(words: list[str], others: list[str]) -> Iterator[Piece]:
    keys = [word.strip() for word in words], [word.strip() for word in others]
    place = other_place = 0
    for part in (*common_parts(*keys), Part(len(words), len(others), 0)):
        yield Piece("removed", "".join(words[place : part.start]))
        yield Piece("added", "".join(others[other_place : part.other_start]))
        place, other_place = part.start + part.length, part.other_start + part.length
        yield Piece("same", "".join(others[part.other_start : other_place]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Join neighbors of a kind; what goes stands before what comes."""
    filled = (piece for piece in pieces if piece.text)
    for is_same, group in groupby(filled, lambda piece: piece.kind == "same"):
        members = list(group)
        kinds: tuple[PieceKind, ...] = ("same",) if is_same else ("removed", "added")
        for kind in kinds:
            text = "".join(piece.text for piece in members if piece.kind == kind)
            if text:
                yield Piece(kind, text)
