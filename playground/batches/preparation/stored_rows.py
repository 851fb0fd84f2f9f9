"""The rows and faults of a job in the database: stored and deleted a few at a time.

No transaction takes more than some twenty milliseconds, as nobody else writes to SQLite meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Final

import orjson
from django.db import connection

from playground.batches.models import BatchFault, BatchJob, BatchRow, FaultStage, RowState
from playground.batches.preparation.bulk_inserts import insert_rows
from playground.batches.preparation.work import Work
from playground.tables import Fault, Record
from playground.tables.values import shown, storable

# Of a chunk, whichever comes first.
MAX_ROWS: Final = 1_000
MAX_CHARACTERS: Final = 1 << 20
# Those who wait for SQLite look only now and then whether it is free.
_PAUSE_SECONDS: Final = 0.003

_QUEUED: Final = RowState.QUEUED.value
_INVALID: Final = RowState.INVALID.value
_ROW = ("job", "index", "line", "inputs", "state")
_FAULT = ("job", "stage", "row_index", "line", "column", "value", "code", "parameters")

# A fault with the index and the line of its row.
PlacedFault = tuple[int, int, Fault]


def store_records(work: Work, records: Sequence[Record], first_index: int) -> None:
    """Store the next rows of a file, with what is wrong with them."""
    rows = []
    faults: list[PlacedFault] = []
    job = work.job.pk
    for index, record in enumerate(records, first_index):
        state = _QUEUED
        if record.faults:
            state = _INVALID
            faults += ((index, record.line, fault) for fault in record.faults)
        rows.append((job, index, record.line, _inputs(record.cells), state))
    with work.transaction():
        insert_rows(BatchRow, _ROW, rows)
        insert_faults(work.job, FaultStage.FILE, faults)
    give_way()


def insert_faults(job: BatchJob, stage: FaultStage, faults: Iterable[PlacedFault]) -> None:
    rows = [
        (
            *(job.pk, stage.value, index, line),
            *(shown(fault.column), shown(fault.value), fault.code),
            orjson.dumps(dict(fault.parameters)).decode(),
        )
        for index, line, fault in faults
    ]
    if rows:
        insert_rows(BatchFault, _FAULT, rows)


def delete_rows(work: Work) -> None:
    """Delete all rows of a job, and all faults."""
    while (fault := work.job.faults.order_by("line", "id").first()) is not None:
        with work.transaction():
            work.job.faults.filter(line__lt=fault.line + MAX_ROWS).delete()
        give_way()
    while (row := work.job.rows.only("index").order_by("index").first()) is not None:
        with work.transaction():
            work.job.rows.filter(index__lt=row.index + MAX_ROWS).delete()
        give_way()


def give_way() -> None:
    """Let others write between two transactions."""
    if connection.vendor == "sqlite":
        time.sleep(_PAUSE_SECONDS)


def _inputs(cells: list[str]) -> str:
    try:
        return orjson.dumps(cells).decode()
    except TypeError:
        # Half a character, of a row that is at fault for it.
        return orjson.dumps([storable(cell) for cell in cells]).decode()
