"""Reads the rows of a job in the order of its file, a bounded number of bytes at a time.

No query outlives its chunk: whoever downloads for an hour keeps no writer waiting, sees what ended
meanwhile, and leaves nothing open when the connection is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db.models import Expression, F, IntegerField, Value
from django.db.models.functions import Coalesce, Length

from playground.batches.models import BatchJob, BatchRow

CHUNK_CHARACTERS: Final = 512 << 10
# Of which the lengths are looked up at once.
_PLANNED_ROWS: Final = 4_000
# What a row costs beside its long texts.
_ROW_CHARACTERS: Final = 200
_LONG_FIELDS: Final = frozenset({"inputs", "output", "reasoning", "vector", "error_message"})

Row = tuple[Any, ...]


def read_rows(job: BatchJob, fields: Sequence[str]) -> Iterator[list[Row]]:
    """Yield the rows in chunks, each row as its index and then `fields`.

    A chunk has about `CHUNK_CHARACTERS`, or one row that is longer.
    """
    rows = BatchRow.objects.filter(job=job)
    last = -1
    while ends := _plan(job, last, fields):
        for end in ends:
            chunk = rows.filter(index__gt=last, index__lte=end).order_by("index")
            yield list(chunk.values_list("index", *fields))
            last = end


def _plan(job: BatchJob, last: int, fields: Sequence[str]) -> list[int]:
    """Return the last index of each of the next chunks; none where no rows are left.

    A file may begin with a thousand short rows and go on with a thousand of a megabyte each, so
    their lengths are asked for before they are.
    """
    lengths = (
        BatchRow.objects.filter(job=job, index__gt=last)
        .order_by("index")
        .annotate(length=_length(fields))
        .values_list("index", "length")[:_PLANNED_ROWS]
    )
    ends: list[int] = []
    size = 0
    for index, length in lengths:
        if size and size + length > CHUNK_CHARACTERS:
            ends.append(last)
            size = 0
        size += length + _ROW_CHARACTERS
        last = index
    return [*ends, last] if size else ends


def _length(fields: Sequence[str]) -> Expression:
    length: Expression = Value(0, output_field=IntegerField())
    for field in _LONG_FIELDS.intersection(fields):
        length = length + Coalesce(Length(F(field)), 0)
    return length
