"""Reads CSV and its kin: rows of cells between delimiters, with or without quotes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import BinaryIO, Final, NoReturn

from playground.tables.cells import RowJudge
from playground.tables.delimiters import declared_delimiter
from playground.tables.headers import shown_column
from playground.tables.lines import LineReader, OverlongLineError, split_lines
from playground.tables.values import (
    Fault,
    FileLimits,
    Record,
    UnreadableFileError,
    shown,
)

# How the csv module says what went wrong; it has no codes.
_TOO_LARGE: Final = "field larger"
_UNCLOSED: Final = "unexpected end"


class DelimitedFile:
    """One pass over a file: first the header, then the records.

    Quotes are read strictly: what follows a closing quote must be a delimiter or the line's end.
    """

    def __init__(self, file: BinaryIO, encoding: str, delimiter: str, limits: FileLimits) -> None:
        # The module has one limit for all; it is only ever raised.
        if csv.field_size_limit() < limits.max_cell_characters:
            csv.field_size_limit(limits.max_cell_characters)
        self._source = (file, encoding, limits)
        self._limits = limits
        self._delimiter = delimiter
        self._lines = LineReader(file, encoding, limits)
        # How many lines the csv reader does not see, and the one that was read last.
        self._skipped = 0
        self._line = self._lines.row_end = 0
        lines = iter(self._lines)
        unread = chain(self._undeclared(lines), lines)
        self._reader = csv.reader(unread, delimiter=delimiter, strict=True)

    def _undeclared(self, lines: Iterator[str]) -> Iterator[str]:
        """Yield the first line, unless it only declares the delimiter."""
        for first in islice(lines, 1):
            if declared_delimiter(first):
                self._skipped = self._line = 1
            else:
                yield first

    def header(self) -> tuple[list[str], int]:
        """Return the cells of the first row that is not blank, and the number of its line.

        No cells, if there is no such row. Raises: UnreadableFileError.
        """
        begin = self._line + 1
        try:
            for cells in self._reader:
                begin = self._line + 1
                self._line = self._lines.row_end = self._reader.line_num + self._skipped
                if any(cell.strip() for cell in cells):
                    return cells, begin
        except csv.Error as error:
            self._refuse(str(error), (), begin=self._line + 1)
            raise UnreadableFileError("header_misquoted", line=self._line + 1) from error
        except OverlongLineError as error:
            self._refuse_line(error, (), begin=self._line + 1)
        return [], begin

    def records(self, columns: tuple[str, ...]) -> Iterator[Record]:
        """Yield the rows below the header. Raises: UnreadableFileError."""
        width, reader, lines = len(columns), self._reader, self._lines
        judge = RowJudge(columns, self._limits)
        skipped, end = self._skipped, self._line
        while True:
            begin = end + 1
            try:
                for cells in reader:
                    begin = end + 1
                    end = lines.row_end = reader.line_num + skipped
                    is_plain = begin == end and not lines.is_odd and len(cells) == width
                    if is_plain and any(cells):
                        yield Record(begin, cells)
                    elif not is_plain and (record := judge.record(begin, cells)):
                        yield record
                return
            except csv.Error as error:
                begin = end + 1
                end = lines.row_end = reader.line_num + skipped
                self._refuse(str(error), columns, begin=begin)
                yield self._misquoted(judge, begin, end)
            except OverlongLineError as error:
                self._refuse_line(error, columns, begin=end + 1)

    def _misquoted(self, judge: RowJudge, begin: int, end: int) -> Record:
        lines = self._lines.recent(begin, end)
        cells = next(csv.reader(lines, delimiter=self._delimiter), [])
        fault = Fault("quote_misplaced", value=shown("".join(lines).strip()))
        return Record(begin, judge.fitted(cells), (fault,))

    def _refuse(self, message: str, columns: tuple[str, ...], *, begin: int) -> None:
        """Raise what makes the file unreadable; return, if it concerns this row only."""
        is_unclosed = message.startswith(_UNCLOSED)
        if not is_unclosed and not message.startswith(_TOO_LARGE):
            return
        end = self._reader.line_num + self._skipped
        text = "".join(islice(LineReader(*self._source), begin - 1, end))
        *before, last = _cells_until_broken(text, self._delimiter)
        # Where the cell begins, which may be below the beginning of its row.
        line = begin + _line_ends("".join(before))
        column = shown_column(columns, len(before))
        if is_unclosed:
            raise UnreadableFileError("quote_unclosed", line=line, column=column)
        raise UnreadableFileError(
            "quoted_cell_too_long" if _line_ends(last) else "cell_too_long",
            line=line,
            column=column,
            limit=self._limits.max_cell_characters,
        )

    def _refuse_line(
        self, error: OverlongLineError, columns: tuple[str, ...], *, begin: int
    ) -> NoReturn:
        line, limits = error.line, self._limits
        if not error.beginning:
            raise UnreadableFileError(
                "row_too_long", line=line, limit=limits.max_line_characters
            ) from error
        # Within a row of several lines nobody knows which cell this is.
        cells = _cells_until_broken(error.beginning, self._delimiter) if begin == line else []
        for index, cell in enumerate(cells):
            if len(cell) > limits.max_cell_characters:
                raise UnreadableFileError(
                    "cell_too_long",
                    line=line,
                    column=shown_column(columns, index),
                    limit=limits.max_cell_characters,
                ) from error
        if len(cells) > limits.max_columns:
            raise UnreadableFileError(
                "columns_too_many", line=line, limit=limits.max_columns
            ) from error
        raise UnreadableFileError(
            "line_too_long", line=line, limit=limits.max_line_characters
        ) from error


def _line_ends(text: str) -> int:
    return len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1


def _cells_until_broken(text: str, delimiter: str) -> list[str]:
    """Return the cells of a row that goes wrong in its last one, that one as far as it is read.

    Where a cell is too large for the csv module, less and less of the text is tried, in steps
    shorter than such a cell, so that the first that can be read ends within it.
    """
    step = max(csv.field_size_limit() // 2, 1)
    for end in range(len(text), 0, -step):
        with suppress(csv.Error):
            return next(csv.reader(split_lines(text[:end]), delimiter=delimiter), [""])
    return [""]
