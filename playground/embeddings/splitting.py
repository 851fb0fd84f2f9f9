"""Texts out of what was typed, pasted or uploaded: one a line, or one column of a table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

MAX_TEXTS = 5_000
MAX_TEXT_CHARACTERS = 20_000
# Of all texts together, which are kept as one value.
MAX_CHARACTERS = 5_000_000


@dataclass(frozen=True, slots=True)
class SplitTexts:
    """The texts in their order, how many blank ones were left out, and where each was, from 0."""

    texts: tuple[str, ...]
    blank_count: int
    places: tuple[int, ...] = ()


class TextsError(ValueError):
    """The texts cannot be taken."""


class TooManyTextsError(TextsError):
    """There are more texts than `limit`."""

    def __init__(self, count: int, limit: int) -> None:
        super().__init__(f"There are {count} texts; {limit} can be embedded at once.")
        self.count = count
        self.limit = limit


class TextTooLongError(TextsError):
    """The text `number`, from 1 and with the blank ones, is longer than `limit` characters."""

    def __init__(self, number: int, length: int, limit: int) -> None:
        super().__init__(f"Text {number} has {length} characters; {limit} are allowed.")
        self.number = number
        self.length = length
        self.limit = limit


class TooMuchTextError(TextsError):
    """All texts together have more than `limit` characters."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"The texts have {length} characters; {limit} are allowed.")
        self.length = length
        self.limit = limit


def split_lines(text: str) -> SplitTexts:
    """Take one text from each line.

    Raises: TextsError.
    """
    # Not `splitlines`, which breaks a text at U+2028 and at form feeds as well.
    return _split(with_plain_newlines(text).removesuffix("\n").split("\n"))


def read_cells(text: str) -> list[list[str]]:
    """Return the rows of cells that a sheet put on the clipboard.

    Cells are parted by tabs; one with a newline or a tab in it is in quotes, as Excel does it.
    """
    lines = StringIO(with_plain_newlines(text), newline="")
    # The limit is of the whole process, where a batch may be reading a file: never lowered.
    if csv.field_size_limit() < len(text):
        csv.field_size_limit(len(text))
    return list(csv.reader(lines, dialect="excel-tab"))


def split_column(rows: Iterable[Sequence[str]], column: int) -> SplitTexts:
    """Take one text from each row's cell of a column, from 0; a row without it is blank.

    Raises: TextsError.
    """
    return _split(row[column] if column < len(row) else "" for row in rows)


def with_plain_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _split(texts: Iterable[str]) -> SplitTexts:
    kept = []
    places = []
    blank_count = length = 0
    for place, text in enumerate(texts):
        stripped = text.strip()
        if not stripped:
            blank_count += 1
            continue
        if len(stripped) > MAX_TEXT_CHARACTERS:
            raise TextTooLongError(place + 1, len(stripped), MAX_TEXT_CHARACTERS)
        kept.append(stripped)
        places.append(place)
        length += len(stripped)
    if len(kept) > MAX_TEXTS:
        raise TooManyTextsError(len(kept), MAX_TEXTS)
    if length > MAX_CHARACTERS:
        raise TooMuchTextError(length, MAX_CHARACTERS)
    return SplitTexts(tuple(kept), blank_count, tuple(places))
