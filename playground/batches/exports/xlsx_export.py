"""Excel workbooks, written while they are sent: no sheet is ever held in memory.

Limits are those of Microsoft's "Excel specifications and limits", read 2026-11-24.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import RawIOBase
from itertools import chain
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext

from playground.batches.exports.table import RowTable
from playground.batches.exports.workbook_parts import (
    SHEET_BEGINNING,
    SHEET_END,
    STYLE_HEADER,
    STYLE_QUOTED,
    STYLE_TEXT,
    column_letters,
    sheet_path,
    workbook_parts,
)
from playground.batches.models import BatchJob
from playground.tables.formulas import neutralize

MAX_SHEET_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 16_384
# Excel refuses the extensions for files of more than 2 GiB; a character takes up to four bytes.
_MAX_SHEET_CHARACTERS: Final = 400 << 20
# As Excel counts them: of UTF-16.
MAX_CELL_UNITS: Final = 32_767
_LINES_AT_ONCE: Final = 100
# Higher levels take several times as long, and save a tenth.
_COMPRESSION: Final = 1
# What XML cannot hold is written as _xHHHH_, and so is what only looks like that.
_UNSPEAKABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def xlsx_export(job: BatchJob) -> Iterator[bytes]:
    """Yield the file in pieces. More rows than a sheet holds go on in the next.

    Texts are texts, whatever they look like: those that look like formulas keep each character and
    are marked as no formulas. What is longer than a cell may be is cut, and says so.
    """
    sheets = _Sheets(RowTable(job))
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED, compresslevel=_COMPRESSION) as package:
        while sheets.has_more():
            lines = sheets.next_sheet()
            with package.open(sheet_path(sheets.count), "w") as part:
                for piece in lines:
                    part.write(piece.encode())
                    yield sink.take()
        for path, content in workbook_parts(gettext("Rows"), sheets.count).items():
            package.writestr(path, content)
    yield sink.take()


class _Sink(RawIOBase):
    """A file that cannot seek, so that sizes are written behind what they are of."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


class _Sheets:
    """Deals the rows of a table out to sheets; each begins with the header."""

    def __init__(self, table: RowTable) -> None:
        self._header = table.header
        self._first_number = table.first_number
        self._letters = column_letters(len(table.header))
        self._rows = chain.from_iterable(table.chunks())
        self._next = next(self._rows, None)
        self.count = 0

    def has_more(self) -> bool:
        """Tell whether another sheet is needed; the first one always is."""
        return not self.count or self._next is not None

    def next_sheet(self) -> Iterator[str]:
        self.count += 1
        return self._sheet()

    def _sheet(self) -> Iterator[str]:
        yield SHEET_BEGINNING + self._line(1, self._header, STYLE_HEADER)
        number, length = 1, 0
        lines: list[str] = []
        while self._next is not None:
            if number == MAX_SHEET_ROWS or length > _MAX_SHEET_CHARACTERS:
                break
            number += 1
            texts, numbers = self._next
            place = self._first_number
            line = self._line(number, [*texts[:place], *numbers, *texts[place:]], STYLE_TEXT)
            self._next = next(self._rows, None)
            length += len(line)
            lines.append(line)
            if len(lines) == _LINES_AT_ONCE:
                yield "".join(lines)
                lines.clear()
        yield "".join(lines) + SHEET_END

    def _line(self, number: int, cells: Sequence[str | int | None], style: int) -> str:
        written = [
            f'<c r="{letter}{number}"><v>{cell}</v></c>'
            if isinstance(cell, int)
            else _text_cell(f"{letter}{number}", cell, style)
            for letter, cell in zip(self._letters, cells, strict=True)
            if cell is not None and cell != ""
        ]
        return f'<row r="{number}">{"".join(written)}</row>'


def _text_cell(place: str, text: str, style: int) -> str:
    if style == STYLE_TEXT and neutralize(text) != text:
        style = STYLE_QUOTED
    text = _cut(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "_x" in text or not text.isprintable():
        text = _UNSPEAKABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    )


def _cut(text: str) -> str:
    """Return as much as a cell may hold; what does not end where it should, says so."""
    if len(text) <= MAX_CELL_UNITS // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= MAX_CELL_UNITS * 2:
        return text
    mark = gettext("… [cut: a cell holds no more of %(characters)s characters]")
    mark %= {"characters": len(text)}
    room = MAX_CELL_UNITS - len(mark.encode("utf-16-le")) // 2
    # Not half a character.
    return units[: room * 2].decode("utf-16-le", "ignore") + mark
