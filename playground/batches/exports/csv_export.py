"""CSV and TSV, as RFC 4180 has them; spreadsheets find nothing in them to execute."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import partial
from io import StringIO

from playground.batches.exports.table import RowTable
from playground.batches.models import BatchJob
from playground.tables.formulas import neutralize_row


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
    line = partial(_line, delimiter=delimiter, first_number=table.first_number, is_raw=is_raw)
    for rows in table.chunks():
        yield "".join([line(*row) for row in rows]).encode()


def _line(
    texts: list[str],
    numbers: Sequence[int | None],
    *,
    delimiter: str,
    first_number: int,
    is_raw: bool,
) -> str:
    """Return a row as it stands in the file.

    The writer of the standard library looks at each character in turn, which takes longer than all
    the rest together.
    """
    if not is_raw:
        texts = neutralize_row(texts)
    if '"' in "".join(texts):
        texts = [text.replace('"', '""') for text in texts]
    between = f'"{delimiter}"'
    before, after = between.join(texts[:first_number]), between.join(texts[first_number:])
    middle = delimiter.join(map(str, numbers)).replace("None", "")
    return f'"{before}"{delimiter}{middle}{delimiter}"{after}"\r\n'
