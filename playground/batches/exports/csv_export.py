"""CSV and TSV, as RFC 4180 has them; spreadsheets find nothing in them to execute."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from playground.batches.exports.formulas import neutralize_row
from playground.batches.exports.table import Cells, RowTable
from playground.batches.models import BatchJob


def csv_export(
    job: BatchJob, *, delimiter: str = ",", has_bom: bool = True, is_raw: bool = False
) -> Iterator[bytes]:
    """Yield the file in pieces, the header first: texts are quoted, numbers are not.

    Excel takes a file without the byte order mark for one in the encoding of the machine.
    `is_raw` leaves formulas as they are: for programs, not for spreadsheets.
    """
    table = RowTable(job)
    header = StringIO()
    if has_bom:
        header.write("\ufeff")
    names = table.header if is_raw else neutralize_row(table.header)
    csv.writer(header, delimiter=delimiter).writerow(names)
    yield header.getvalue().encode()
    for rows in table.chunks():
        lines = [_line(cells, table.number_columns, delimiter, is_raw=is_raw) for cells in rows]
        yield "".join(lines).encode()


def _line(cells: Cells, number_columns: range, delimiter: str, *, is_raw: bool) -> str:
    """Return a row as it stands in the file.

    The writer of the standard library looks at each character in turn, which takes longer than all
    the rest together.
    """
    first, rest = number_columns.start, number_columns.stop
    texts = cells[:first] + cells[rest:]
    texts = _quoted(texts if is_raw else neutralize_row(texts))
    numbers = delimiter.join(map(str, cells[first:rest])).replace("None", "")
    before, after = delimiter.join(texts[:first]), delimiter.join(texts[first:])
    return f"{before}{delimiter}{numbers}{delimiter}{after}\r\n"


def _quoted(texts: list[str]) -> list[str]:
    if '"' in "".join(texts):
        texts = [text.replace('"', '""') for text in texts]
    return [f'"{text}"' for text in texts]
