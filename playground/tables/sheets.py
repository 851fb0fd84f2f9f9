"""The rows of one sheet of a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final

from playground.tables.cell_formats import CellFormats, NoDateError
from playground.tables.shared_strings import SharedStrings, unescaped
from playground.tables.values import Fault, UnreadableFileError
from playground.tables.xml_streams import parse_pieces

# As Excel has them.
_MAX_COLUMNS: Final = 16_384
_MAX_CELL_CHARACTERS: Final = 32_767
_DIGITS: Final = "0123456789$"


@dataclass(slots=True)
class SheetRow:
    """A row up to its last cell; `faults` name their cells by number, from 0."""

    line: int
    cells: list[str] = field(default_factory=list)
    faults: list[tuple[int, Fault]] = field(default_factory=list)


class SheetRows:
    """Yields the rows that the sheet has; those in which nothing stands may be left out of it."""

    def __init__(
        self,
        source: IO[bytes],
        strings: SharedStrings,
        formats: CellFormats,
        *,
        max_cell_characters: int,
    ) -> None:
        self._source = source
        self._strings = strings
        self._formats = formats
        # Lest memory fills; shorter ones are judged where the columns are known by name.
        self._max_cell_characters = max(max_cell_characters, _MAX_CELL_CHARACTERS)
        self._rows: list[SheetRow] = []
        self._row = SheetRow(0)
        self._indexes: dict[str, int] = {}
        self._attributes: dict[str, str] = {}
        self._index = -1
        # What stands in the cell.
        self._parts: list[str] = []
        self._characters = 0
        self._is_text = False
        self._has_formula = False
        self._guides = 0

    def __iter__(self) -> Iterator[SheetRow]:
        """Raises: UnreadableFileError, and what archives.opened_archive translates."""
        for _ in parse_pieces(self._source, self):
            rows, self._rows = self._rows, []
            yield from rows

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._attributes = attributes
            self._index = self._column(attributes.get("r", ""))
            self._parts = []
            self._characters = 0
            self._has_formula = False
        elif tag in ("v", "t"):
            self._is_text = not self._guides
        elif tag == "f":
            self._has_formula = True
        elif tag == "row":
            self._row = SheetRow(int(attributes.get("r", self._row.line + 1)))
            self._index = -1
        elif tag == "rPh":
            self._guides += 1

    def text(self, text: str) -> None:
        if self._is_text:
            self._parts.append(text)
            self._characters += len(text)
            if self._characters > self._max_cell_characters:
                raise UnreadableFileError(
                    "cell_too_long",
                    line=self._row.line,
                    column=f"#{self._index + 1}",
                    limit=self._max_cell_characters,
                )

    def end(self, tag: str) -> None:
        if tag == "c":
            self._end_cell()
        elif tag in ("v", "t"):
            self._is_text = False
        elif tag == "row":
            self._rows.append(self._row)
        elif tag == "rPh":
            self._guides -= 1

    def _end_cell(self) -> None:
        written = "".join(self._parts)
        text = self._value(written) if written else ""
        # A formula that yields an empty text says so by its type.
        if self._has_formula and not written and self._attributes.get("t") != "str":
            self._blame("formula_not_calculated", "")
        if text:
            cells = self._row.cells
            cells += [""] * (self._index + 1 - len(cells))
            cells[self._index] = text

    def _value(self, written: str) -> str:
        type_ = self._attributes.get("t", "n")
        if type_ == "s":
            return self._strings[int(written)]
        if type_ == "b":
            return "TRUE" if written.strip() == "1" else "FALSE"
        if type_ == "e":
            self._blame("formula_error", written, error=written)
            return written
        if type_ == "n":
            try:
                return self._formats.text(written, self._attributes.get("s", ""))
            except NoDateError:
                self._blame("date_out_of_range", written)
                return written
        return unescaped(written)

    def _blame(self, code: str, text: str, **parameters: str | int) -> None:
        self._row.faults.append((self._index, Fault.at(code, "", text, **parameters)))

    def _column(self, reference: str) -> int:
        """Return the number of a cell's column, from 0: that of `C12` is 2."""
        letters = reference.rstrip(_DIGITS)
        if not letters:
            return self._index + 1
        index = self._indexes.get(letters)
        if index is None:
            index = 0
            for letter in letters:
                index = index * 26 + ord(letter) - ord("A") + 1
            if not 0 < index <= _MAX_COLUMNS:
                raise ValueError(reference[:10])
            self._indexes[letters] = index
        return index - 1
