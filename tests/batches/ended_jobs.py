"""Jobs with rows that have ended, as if a worker had called them."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import numpy as np
import orjson

from playground.accounts.models import User
from playground.batches.models import BatchJob, BatchRow, BatchStatus, RowState


def make_job(owner: User, columns: Sequence[str] = ("text",), **fields: Any) -> BatchJob:
    fields.setdefault("name", "Reviews")
    fields.setdefault("status", BatchStatus.SUCCEEDED)
    return BatchJob.objects.create(owner=owner, columns=list(columns), **fields)


def add_row(job: BatchJob, *cells: str, index: int | None = None, **fields: Any) -> BatchRow:
    """Add the next row, which succeeded unless `fields` say more."""
    if index is None:
        index = job.rows.count()
    fields.setdefault("state", RowState.SUCCEEDED)
    return BatchRow.objects.create(
        job=job, index=index, line=index + 2, inputs=orjson.dumps(cells).decode(), **fields
    )


def vector(*numbers: float) -> bytes:
    return np.array(numbers, "<f4").tobytes()


def parsed_csv(pieces: Iterator[bytes], delimiter: str = ",") -> list[list[str]]:
    text = b"".join(pieces).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


async def body(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])
