"""Looks at the cells of one row, where something about them may be wrong."""

from __future__ import annotations

from playground.tables.headers import shown_column
from playground.tables.values import (
    Fault,
    FileLimits,
    Record,
    UnreadableFileError,
    is_text,
    storable,
)


class RowJudge:
    def __init__(self, columns: tuple[str, ...], limits: FileLimits) -> None:
        self._columns = columns
        self._limit = limits.max_cell_characters

    def record(self, line: int, cells: list[str]) -> Record | None:
        """Return the row that begins in `line`; None where nothing stands.

        Raises: UnreadableFileError, if a cell is too long.
        """
        is_blank_line = len(cells) == 1 and len(self._columns) > 1 and not cells[0].strip()
        if is_blank_line or not any(cells):
            return None
        self.check_lengths(line, cells)
        faults = [*self._width_faults(cells), *self.text_faults(cells)]
        return Record(line, self.fitted(cells), tuple(faults))

    def fitted(self, cells: list[str]) -> list[str]:
        """Return one storable text for each column."""
        width = len(self._columns)
        fitting = [storable(cell) for cell in cells[:width]]
        return fitting + [""] * (width - len(fitting))

    def check_lengths(self, line: int, cells: list[str]) -> None:
        for index, cell in enumerate(cells):
            if len(cell) > self._limit:
                raise UnreadableFileError(
                    "cell_too_long",
                    line=line,
                    column=shown_column(self._columns, index),
                    limit=self._limit,
                )

    def text_faults(self, cells: list[str]) -> list[Fault]:
        return [
            Fault.at(
                "nul_character" if "\0" in cell else "lone_surrogate",
                shown_column(self._columns, index),
                cell,
            )
            for index, cell in enumerate(cells)
            if not is_text(cell)
        ]

    def _width_faults(self, cells: list[str]) -> list[Fault]:
        expected, actual = len(self._columns), len(cells)
        if actual < expected:
            return [
                Fault.at(
                    "too_few_cells",
                    self._columns[actual],
                    cells[-1],
                    expected=expected,
                    actual=actual,
                )
            ]
        # Empty cells at the end are what spreadsheets leave there.
        excess = [cell for cell in cells[expected:] if cell.strip()]
        if not excess:
            return []
        return [Fault.at("too_many_cells", "", excess[0], expected=expected, actual=actual)]
