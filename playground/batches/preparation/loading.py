"""Reads the file of a job into rows; twice, so that nothing is stored of a broken one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, cast

from playground.batches.limits import file_limits
from playground.batches.mapping_faults import mapping_faults
from playground.batches.models import BatchJob, BatchStatus
from playground.batches.preparation.stored_rows import (
    MAX_CHARACTERS,
    MAX_ROWS,
    delete_rows,
    store_records,
)
from playground.batches.preparation.work import Work
from playground.tables import FileLayout, Record, UnreadableFileError, read_records

# What says how the file is to be read.
WANTED: Final = ("file_id", "file_format", "encoding", "delimiter", "starts_when_ready")


def load(work: Work) -> None:
    """Store the rows of the file in the place of those that are there.

    Raises: Superseded, LeaseLost, Stopped.
    """
    delete_rows(work)
    try:
        total = _count(work)
        work.tell(0, total_count=total)
        invalid = _store(work)
    except UnreadableFileError as error:
        give_up(work, error.code, dict(error.parameters))
        return
    except FileNotFoundError:
        give_up(work, "file_gone", {})
        return
    goes_on = work.job.starts_when_ready and not mapping_faults(work.job)
    with work.transaction():
        work.change(
            status=BatchStatus.CHECKING if goes_on else BatchStatus.DRAFT,
            starts_when_ready=goes_on,
            total_count=total - invalid,
            invalid_count=invalid,
            prepared_count=total,
        )


def give_up(work: Work, code: str, parameters: dict[str, str | int]) -> None:
    """Say why the file cannot be used, and keep nothing of it."""
    delete_rows(work)
    with work.transaction():
        work.change(
            status=BatchStatus.UNREADABLE,
            starts_when_ready=False,
            reason_code=code,
            reason_parameters=parameters,
            total_count=0,
            invalid_count=0,
        )


def _count(work: Work) -> int:
    """Read the whole file for its faults. Raises: UnreadableFileError."""
    count = 0
    with _records(work.job) as records:
        for count, _record in enumerate(records, 1):
            work.tell(count)
    return count


def _store(work: Work) -> int:
    """Store the rows; returns how many of them are at fault."""
    stored = invalid = 0
    with _records(work.job) as records:
        for chunk in _chunks(records):
            store_records(work, chunk, stored)
            stored += len(chunk)
            invalid += sum(1 for record in chunk if record.faults)
            work.tell(stored)
    return invalid


@contextmanager
def _records(job: BatchJob) -> Iterator[Iterator[Record]]:
    if job.file is None:
        raise FileNotFoundError
    layout = FileLayout(job.file_format, job.encoding, job.delimiter, tuple(job.columns))
    with job.file.content.open("rb") as content:
        yield read_records(cast("BinaryIO", content.file), layout, file_limits())


def _chunks(records: Iterator[Record]) -> Iterator[list[Record]]:
    chunk: list[Record] = []
    characters = 0
    for record in records:
        chunk.append(record)
        characters += sum(map(len, record.cells))
        if len(chunk) >= MAX_ROWS or characters >= MAX_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk
