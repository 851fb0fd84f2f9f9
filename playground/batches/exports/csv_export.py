"""CSV and TSV, as RFC 4180 has them; spreadsheets find nothing in them to execute."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from playground.batches.exports.formulas import neutralize
from playground.batches.exports.table import Cells, RowTable
from playground.batches.models import BatchJob


def csv_export(
    job: BatchJob, *, delimiter: str = ",", has_bom: bool = True, is_raw: bool = False
) -> Iterator[bytes]:
    """Yield the file in pieces, the header first.

    Excel takes a file without the byte order mark for one in the encoding of the machine.
    `is_raw` leaves formulas as they are: for programs, not for spreadsheets.
    """
    table = RowTable(job)
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    if has_bom:
        buffer.write("\ufeff")
    writer.writerow(table.header if is_raw else _neutral(table.header))
    yield _take(buffer)
    for rows in table.chunks():
        writer.writerows(rows if is_raw else map(_neutral, rows))
        yield _take(buffer)


def _neutral(cells: Cells) -> Cells:
    return [neutralize(cell) if isinstance(cell, str) else cell for cell in cells]


def _take(buffer: StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
