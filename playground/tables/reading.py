"""Reads the records of a file, one after the other, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from playground.tables import jsonl
from playground.tables.delimited import DelimitedFile
from playground.tables.values import (
    JSONL,
    XLSX,
    FileLayout,
    FileLimits,
    Record,
    UnreadableFileError,
)


def read_records(file: BinaryIO, layout: FileLayout, limits: FileLimits) -> Iterator[Record]:
    """Yield all rows in their order; what was yielded is not kept.

    Raises: UnreadableFileError, also after records: where the encoding breaks, a quote is never
    closed, something is longer than allowed, or there are too many rows or none.
    """
    count = 0
    for record in _records(file, layout, limits):
        count += 1
        if count > limits.max_rows:
            raise UnreadableFileError("rows_too_many", line=record.line, limit=limits.max_rows)
        yield record
    if not count:
        raise UnreadableFileError("rows_missing")


def preview(file: BinaryIO, layout: FileLayout, limits: FileLimits, rows: int = 20) -> list[Record]:
    """Return the first `rows`. Raises: UnreadableFileError."""
    return list(islice(read_records(file, layout, limits), rows))


def _records(file: BinaryIO, layout: FileLayout, limits: FileLimits) -> Iterator[Record]:
    if layout.format == XLSX:
        # openpyxl takes half a second and 30 MB, which most files do without.
        from playground.tables import workbooks

        return workbooks.read_workbook(file, layout, limits)
    if layout.format == JSONL:
        return jsonl.read_json_lines(file, layout, limits)
    delimited = DelimitedFile(file, layout.encoding, layout.delimiter, limits)
    delimited.header()
    return delimited.records(layout.columns)
