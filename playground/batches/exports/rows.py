"""Reads the rows of a job in the order of its file, a bounded number of bytes at a time.

No query outlives its chunk: whoever downloads for an hour keeps no writer waiting, sees what ended
meanwhile, and leaves nothing open when the connection is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db.models import Expression

from playground.batches.models import BatchJob, BatchRow

# Of text and bytes in one chunk, about.
CHUNK_CHARACTERS: Final = 512 << 10
MAX_CHUNK_ROWS: Final = 4_000
_FIRST_CHUNK_ROWS: Final = 100
# Rows that a database hands over at once may be long, each of them.
_FETCHED_ROWS: Final = 100
_LONG_FIELDS: Final = frozenset({"inputs", "output", "reasoning", "vector", "error_message"})

Row = tuple[Any, ...]


def read_rows(job: BatchJob, fields: Sequence[str | Expression]) -> Iterator[list[Row]]:
    """Yield the rows in chunks, each row as its index and then `fields`."""
    last, count = -1, _FIRST_CHUNK_ROWS
    while chunk := _chunk(job, fields, last, count):
        yield chunk
        last = chunk[-1][0]
        # As many as fill a chunk if they are like those before: asking for more costs.
        count = min(2 * len(chunk), MAX_CHUNK_ROWS)


def _chunk(job: BatchJob, fields: Sequence[str | Expression], last: int, count: int) -> list[Row]:
    """Fetch up to `count` rows, fewer where they are long.

    A file may begin with a thousand short rows and go on with a thousand of a megabyte each.
    """
    found = BatchRow.objects.filter(job=job, index__gt=last).order_by("index")
    rows = found.values_list("index", *fields)[:count].iterator(chunk_size=_FETCHED_ROWS)
    long_places = [place for place, name in enumerate(fields, 1) if name in _LONG_FIELDS]
    chunk: list[Row] = []
    characters = 0
    for row in rows:
        chunk.append(row)
        for place in long_places:
            if row[place]:
                characters += len(row[place])
        if characters >= CHUNK_CHARACTERS:
            break
    return chunk
