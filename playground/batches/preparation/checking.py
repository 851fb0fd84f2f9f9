"""Checks all rows of a job: could what is asked about them be sent? Nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import orjson
from django.utils import timezone

from playground.batches.models import BatchJob, BatchStatus, FaultStage, RowState
from playground.batches.preparation.stored_rows import (
    MAX_CHARACTERS,
    MAX_ROWS,
    PlacedFault,
    give_way,
    insert_faults,
)
from playground.batches.preparation.work import Work
from playground.batches.row_requests import RowRequests

# What says how rows are checked.
WANTED: Final = (
    *("file_id", "kind", "provider", "model", "endpoint", "plugins", "parameters"),
    *("prompt_template", "system_template", "starts_when_ready"),
    *("model_column", "temperature_column", "system_column", "messages_column"),
)
# Rows that are fetched at once may be long, each of them.
_FETCHED_ROWS: Final = 50

# Index, line, cells as JSON, state.
_Row = tuple[int, int, str, str]


@dataclass(slots=True)
class _Verdict:
    """What a check makes of some rows: indexes of those that are others now, and faults."""

    bad: list[int] = field(default_factory=list)
    mended: list[int] = field(default_factory=list)
    faults: list[PlacedFault] = field(default_factory=list)
    invalid: int = 0


def check(work: Work) -> None:
    """Check all rows; those that were at fault for what was asked before get another chance.

    Raises: Superseded, LeaseLost, Stopped.
    """
    requests = RowRequests(work.job)
    checked = invalid = 0
    for rows in _chunks(work.job):
        verdict = _judge(work.job, requests, rows)
        _keep(work, rows, verdict)
        checked += len(rows)
        invalid += verdict.invalid
        work.tell(checked)
    # Nobody is asked a second time whether to skip the rows that were skipped before.
    starts = work.job.starts_when_ready and checked > invalid
    with work.transaction():
        work.change(
            status=BatchStatus.QUEUED if starts else BatchStatus.CHECKED,
            starts_when_ready=False,
            queued_at=timezone.now() if starts else None,
            total_count=checked - invalid,
            invalid_count=invalid,
            prepared_count=checked,
        )


def _judge(job: BatchJob, requests: RowRequests, rows: list[_Row]) -> _Verdict:
    verdict = _Verdict()
    unreadable = _unreadable(job, rows)
    for index, line, inputs, state in rows:
        if index in unreadable:
            verdict.invalid += 1
            continue
        faults = requests.check(orjson.loads(inputs))
        if faults:
            verdict.invalid += 1
            verdict.faults += ((index, line, fault) for fault in faults)
            if state != RowState.INVALID:
                verdict.bad.append(index)
        elif state == RowState.INVALID:
            verdict.mended.append(index)
    return verdict


def _unreadable(job: BatchJob, rows: list[_Row]) -> set[int]:
    """Return the indexes of rows whose faults are those of the file."""
    if not any(state == RowState.INVALID for _, _, _, state in rows):
        return set()
    faults = job.faults.filter(stage=FaultStage.FILE, line__range=(rows[0][1], rows[-1][1]))
    return set(faults.values_list("row_index", flat=True))


def _keep(work: Work, rows: list[_Row], verdict: _Verdict) -> None:
    """Store what is new; of most files that is nothing."""
    has_old = any(state == RowState.INVALID for _, _, _, state in rows)
    if not verdict.faults and not has_old:
        return
    job, faults = work.job, verdict.faults
    with work.transaction():
        if has_old:
            lines = (rows[0][1], rows[-1][1])
            job.faults.filter(stage=FaultStage.REQUEST, line__range=lines).delete()
        job.rows.filter(index__in=verdict.bad).update(state=RowState.INVALID)
        job.rows.filter(index__in=verdict.mended).update(state=RowState.QUEUED)
        insert_faults(job, FaultStage.REQUEST, faults[:MAX_ROWS])
    # The states are stored, so that whoever begins anew deletes also a part of the faults.
    for start in range(MAX_ROWS, len(faults), MAX_ROWS):
        give_way()
        with work.transaction():
            insert_faults(job, FaultStage.REQUEST, faults[start : start + MAX_ROWS])
    give_way()


def _chunks(job: BatchJob) -> Iterator[list[_Row]]:
    after = -1
    while rows := _chunk(job, after):
        yield rows
        after = rows[-1][0]


def _chunk(job: BatchJob, after: int) -> list[_Row]:
    """Fetch rows up to a length that memory holds, however long some of them are."""
    rows: list[_Row] = []
    characters = 0
    found = job.rows.filter(index__gt=after).order_by("index")[:MAX_ROWS]
    values = found.values_list("index", "line", "inputs", "state")
    for row in values.iterator(chunk_size=_FETCHED_ROWS):
        rows.append(row)
        characters += len(row[2])
        if characters >= MAX_CHARACTERS:
            break
    return rows
