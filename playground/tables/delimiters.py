"""Which character separates the cells of a line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from playground.tables.lines import split_lines

# In the order in which they are preferred.
DELIMITERS: Final = (",", "\t", ";", "|")
_SAMPLED_ROWS: Final = 500
# Excel writes such a line to tell itself the delimiter, and reads it as no row.
_DECLARATION = re.compile(r'"?sep=([^\w\s"]|\t)"?[\r\n]*', re.IGNORECASE)


def declared_delimiter(line: str) -> str:
    """Return the delimiter that the first line declares; empty if it does not."""
    found = _DECLARATION.fullmatch(line)
    return found[1] if found else ""


def detect_delimiter(text: str) -> str:
    """Return what most probably separates the cells of these lines.

    It is what splits the most rows into as many cells as the first has. Where nothing splits the
    first, the file has one column, and it is what occurs in none of its rows.
    """
    lines = split_lines(text)
    widths = {delimiter: _widths(lines, delimiter) for delimiter in DELIMITERS}
    splitting = [delimiter for delimiter in DELIMITERS if widths[delimiter][:1] > [1]]

    def agreement(delimiter: str) -> tuple[float, int]:
        header, *rows = widths[delimiter] or [1]
        return (sum(width == header for width in rows) + 1) / (len(rows) + 1), header

    # Of equals the first.
    return max(splitting or DELIMITERS, key=agreement)


def _widths(lines: list[str], delimiter: str) -> list[int]:
    return list(islice(_sound_widths(lines, delimiter), _SAMPLED_ROWS))


def _sound_widths(lines: list[str], delimiter: str) -> Iterator[int]:
    """Yield the number of cells of each row, empty ones at the end apart.

    It is 0 for a row with half of a pair of quotes in a cell: it was torn.
    """
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                yield 0 if any(cell.count('"') % 2 for cell in cells) else len(cells)
    except csv.Error:
        # A cell without end: the reading will say where.
        return
