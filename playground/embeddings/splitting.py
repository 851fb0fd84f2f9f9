"""Texts out of what was typed or pasted: one a line, or one column of a sheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO

MAX_TEXTS = 5_000
MAX_TEXT_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class SplitTexts:
    """The texts in their order, and how many blank ones were left out."""

    texts: tuple[str, ...]
    blank_count: int


class TooManyTextsError(ValueError):
    """There are more texts than `limit`."""

    def __init__(self, count: int, limit: int) -> None:
        super().__init__(f"There are {count} texts; {limit} can be embedded at once.")
        self.count = count
        self.limit = limit


class TextTooLongError(ValueError):
    """The text `number`, from 1 and without the blank ones, is longer than `limit` characters."""

    def __init__(self, number: int, length: int, limit: int) -> None:
        super().__init__(f"Text {number} has {length} characters; {limit} are allowed.")
        self.number = number
        self.length = length
        self.limit = limit


def split_lines(text: str) -> SplitTexts:
    """Take one text from each line.

    Raises: TooManyTextsError, TextTooLongError.
    """
    # Not `splitlines`, which breaks a text at U+2028 and at form feeds as well.
    return _split(_with_plain_newlines(text).removesuffix("\n").split("\n"))


def read_cells(text: str) -> list[list[str]]:
    """Return the rows of cells that a sheet put on the clipboard.

    Cells are parted by tabs; one with a newline or a tab in it is in quotes, as Excel does it.
    """
    lines = StringIO(_with_plain_newlines(text), newline="")
    # The limit is of the whole process, where a batch may be reading a file: never lowered.
    if csv.field_size_limit() < len(text):
        csv.field_size_limit(len(text))
    return list(csv.reader(lines, dialect="excel-tab"))


def split_column(rows: list[list[str]], column: int) -> SplitTexts:
    """Take one text from each row's cell of a column, from 0; a row without it is blank.

    Raises: TooManyTextsError, TextTooLongError.
    """
    return _split(row[column] if column < len(row) else "" for row in rows)


def _split(texts: Iterable[str]) -> SplitTexts:
    kept = []
    blank_count = 0
    for text in texts:
        if stripped := text.strip():
            kept.append(stripped)
        else:
            blank_count += 1
    if len(kept) > MAX_TEXTS:
        raise TooManyTextsError(len(kept), MAX_TEXTS)
    for number, text in enumerate(kept, 1):
        if len(text) > MAX_TEXT_CHARACTERS:
            raise TextTooLongError(number, len(text), MAX_TEXT_CHARACTERS)
    return SplitTexts(tuple(kept), blank_count)


def _with_plain_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
