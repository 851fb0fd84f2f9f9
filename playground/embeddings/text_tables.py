"""The table that a person pasted or uploaded, to choose a column of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from playground.embeddings.splitting import MAX_TEXTS, read_cells
from playground.tables import Fault, FileLimits, detect_layout, read_records
from playground.tables.values import storable

FILE_LIMITS: Final = FileLimits(
    max_bytes=50 << 20, max_rows=2 * MAX_TEXTS, max_columns=200, max_cell_characters=100_000
)
_NAME_CHARACTERS: Final = 200
# To see which column holds sentences, and what a person gets to see.
_SAMPLE_ROWS: Final = 50


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row that cannot be used, with the line in which it begins."""

    line: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class TextTable:
    """Rows of cells, and the line in which each begins; columns may have no name."""

    columns: tuple[str, ...]
    rows: tuple[Sequence[str], ...]
    lines: tuple[int, ...]
    faults: tuple[FaultyRow, ...] = ()

    @property
    def likely_column(self) -> int:
        """The column with the longest cells: texts are longer than what is said about them."""
        sample = self.rows[:_SAMPLE_ROWS]
        lengths = [
            sum(len(row[place]) for row in sample if place < len(row))
            for place in range(len(self.columns))
        ]
        return lengths.index(max(lengths)) if lengths else 0

    @property
    def sample(self) -> tuple[Sequence[str], ...]:
        return self.rows[:5]


def pasted_table(text: str, *, has_header: bool) -> TextTable:
    """Read what a sheet put on the clipboard; lines are counted as rows, as the sheet does."""
    read = enumerate(read_cells(text), 1)
    rows = [(line, cells) for line, cells in read if any(map(str.strip, cells))]
    header = rows.pop(0)[1] if has_header and rows else []
    width = max((len(cells) for _, cells in rows), default=len(header))
    width = min(max(width, len(header)), FILE_LIMITS.max_columns)
    names = [name.strip()[:_NAME_CHARACTERS] for name in header[:width]]
    names += [""] * (width - len(names))
    cells = tuple(cells[:width] for _, cells in rows)
    return TextTable(tuple(names), cells, tuple(line for line, _ in rows))


def uploaded_table(file: BinaryIO, name: str) -> TextTable:
    """Read a file. Raises: UnreadableFileError."""
    layout = detect_layout(file, name, FILE_LIMITS)
    rows, lines = [], []
    faults: list[FaultyRow] = []
    for record in read_records(file, layout, FILE_LIMITS):
        rows.append([storable(cell) for cell in record.cells])
        lines.append(record.line)
        faults.extend(FaultyRow(record.line, fault) for fault in record.faults)
    return TextTable(layout.columns, tuple(rows), tuple(lines), tuple(faults))
