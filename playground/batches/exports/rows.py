"""Reads the rows of a job in the order of its file, a bounded number of bytes at a time.

No query outlives its chunk: whoever downloads for an hour keeps no writer waiting, sees what ended
meanwhile, and leaves nothing open when the connection is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db.models import Expression, F, IntegerField, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Length

from playground.batches.models import BatchJob, BatchRow

# Of text in one chunk, at most; more only in a row that is longer by itself.
CHUNK_CHARACTERS: Final = 512 << 10
MAX_CHUNK_ROWS: Final = 4_000
_FIRST_CHUNK_ROWS: Final = 100
_LONG_FIELDS: Final = frozenset({"inputs", "output", "reasoning", "vector", "error_message"})

Row = tuple[Any, ...]


def read_rows(job: BatchJob, fields: Sequence[str | Expression]) -> Iterator[list[Row]]:
    """Yield the rows in chunks, each row as its index and then `fields`."""
    length = _length(fields)
    last, count = -1, _FIRST_CHUNK_ROWS
    while True:
        rows = BatchRow.objects.filter(job=job, index__gt=last).order_by("index")
        # A file may begin with a thousand short rows and go on with a thousand of a megabyte each,
        # so the database says how long they are before it hands them over.
        characters = _total(rows[:count], length)
        while characters > CHUNK_CHARACTERS and count > 1:
            count //= 2
            characters = _total(rows[:count], length)
        chunk = list(rows.values_list("index", *fields)[:count])
        if not chunk:
            return
        yield chunk
        last = chunk[-1][0]
        if characters < CHUNK_CHARACTERS // 2:
            count = min(count * 2, MAX_CHUNK_ROWS)


def _total(rows: QuerySet[BatchRow], length: Expression) -> int:
    measured = rows.annotate(length=length).values("length")
    total: int | None = measured.aggregate(total=Sum("length"))["total"]
    return total or 0


def _length(fields: Sequence[str | Expression]) -> Expression:
    length: Expression = Value(0, output_field=IntegerField())
    for field in _LONG_FIELDS.intersection(fields):
        length = length + Coalesce(Length(F(field)), 0)
    return length
