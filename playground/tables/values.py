"""What a file is taken for, what is read of it, and what can be wrong with it.

Sentences for the codes are in `faults.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# Also how much is shown of a cell that is at fault.
MAX_NAME_CHARACTERS: Final = 200
# A row may have more cells without a column than anybody wants to read about.
MAX_ROW_FAULTS: Final = 20
# A line may always have so many characters, however short its cells must be.
_MIN_LINE_CHARACTERS: Final = 100_000
# Databases store no NUL, and half a surrogate pair cannot be encoded: pictures of them can.
_VISIBLE_NUL: Final = "\u2400"
_REPLACEMENT: Final = "\ufffd"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

CSV: Final = "csv"
TSV: Final = "tsv"
JSONL: Final = "jsonl"
XLSX: Final = "xlsx"

FaultParameters = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class FileLayout:
    """How to read a file. A workbook has no encoding, only CSV and TSV have a delimiter."""

    format: str
    encoding: str
    delimiter: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileLimits:
    max_bytes: int
    max_rows: int
    max_columns: int
    max_cell_characters: int

    @property
    def max_line_characters(self) -> int:
        """How much of a line is held in memory at most."""
        return max(20 * self.max_cell_characters, _MIN_LINE_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one row; without a column it is the whole row's."""

    code: str
    column: str = ""
    value: str = ""
    parameters: FaultParameters = field(default_factory=dict)

    @classmethod
    def at(cls, code: str, column: str, text: str, **parameters: str | int) -> Fault:
        """Make a fault that shows the beginning of `text`."""
        return cls(code, shown(column), shown(text), parameters)


@dataclass(frozen=True, slots=True)
class Record:
    """One row: where it begins in the file (from 1), and one text for each column.

    With faults the cells are what could be made out, for showing only.
    """

    line: int
    cells: list[str]
    faults: tuple[Fault, ...] = ()


class UnreadableFileError(Exception):
    """The file as a whole cannot be read. `line` counts from 1, as editors do.

    `parameters` are all values of the sentence, `line` and `column` too.
    """

    def __init__(
        self, code: str, *, line: int | None = None, column: str = "", **parameters: str | int
    ) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.column = shown(column)
        self.parameters: dict[str, str | int] = dict(parameters)
        if line is not None:
            self.parameters["line"] = line
        if column:
            self.parameters["column"] = self.column


def is_text(text: str) -> bool:
    """Tell whether every character can be stored and sent."""
    return "\0" not in text and not _LONE_SURROGATE.search(text)


def storable(text: str) -> str:
    """Return `text` with pictures of what is no text."""
    return _LONE_SURROGATE.sub(_REPLACEMENT, text.replace("\0", _VISIBLE_NUL))


def shown(text: str) -> str:
    """Return the beginning of `text`, fit for the database and a page."""
    return storable(text[:MAX_NAME_CHARACTERS])
