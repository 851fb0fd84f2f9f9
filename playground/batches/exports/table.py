"""The rows of a job as a table: a header, then cells in its order, as CSV and Excel files want."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import orjson

from playground.batches.exports.columns import RESULT_COLUMNS, header
from playground.batches.exports.pictures import archive_name
from playground.batches.exports.row_faults import RowFaults, row_faults
from playground.batches.exports.rows import read_rows
from playground.batches.models import BatchJob, BatchKind, BatchRow, RowState

Cells = list[Any]

# Of a row as it is read, after its index and its cells: the fields in the order of RESULT_COLUMNS.
_FIELDS: Final = (
    "inputs",
    "output",
    "state",
    "error_code",
    "error_message",
    "finish_reason",
    "input_tokens",
    "output_tokens",
    "ttft_ms",
    "latency_ms",
    "attempts",
    "model",
)
_FIRST_RESULT: Final = 2
_AFTER_RESULTS: Final = _FIRST_RESULT + len(RESULT_COLUMNS)
# Of the results of a row.
_OUTPUT, _STATE, _ERROR_CODE, _ERROR_MESSAGE = range(4)


class RowTable:
    """What stands in `number_columns` is an `int` or None, if that is not known; all else `str`."""

    def __init__(self, job: BatchJob) -> None:
        self._job = job
        self._width = len(job.columns)
        self._has_reasoning = has_reasoning(job)
        self.header = header(job.columns, has_reasoning=self._has_reasoning)
        first = self._width + RESULT_COLUMNS.index("prompt_tokens")
        self.number_columns = range(first, self._width + RESULT_COLUMNS.index("attempts") + 1)
        self._extra = "vector" if job.kind == BatchKind.EMBEDDING else "images"
        self._fields = [*_FIELDS, "line"]
        self._has_media = job.kind in (BatchKind.EMBEDDING, BatchKind.IMAGE)
        if self._has_media:
            self._fields.append(self._extra)
        if self._has_reasoning:
            self._fields.append("reasoning")

    def chunks(self) -> Iterator[list[Cells]]:
        for rows in read_rows(self._job, self._fields):
            invalid = [row[_AFTER_RESULTS] for row in rows if row[3] == RowState.INVALID]
            faults = row_faults(self._job, invalid)
            yield [self._cells(row, faults) for row in rows]

    def _cells(self, row: tuple[Any, ...], faults: RowFaults) -> Cells:
        cells: Cells = orjson.loads(row[1])
        if len(cells) != self._width:
            # Of an invalid row; what stands beyond the last column belongs to none.
            cells = [*cells, *[""] * (self._width - len(cells))][: self._width]
        results = list(row[_FIRST_RESULT:_AFTER_RESULTS])
        if row[0] in faults:
            results[_ERROR_CODE], results[_ERROR_MESSAGE] = faults[row[0]]
        if self._has_media and (media := row[_AFTER_RESULTS + 1]) is not None:
            results[_OUTPUT] = self._media_text(row[0], media)
        if self._has_reasoning:
            results.append(row[-1])
        return cells + results

    def _media_text(self, index: int, media: Any) -> str:
        if self._job.kind == BatchKind.EMBEDDING:
            return vector_json(media).decode()
        return " ".join(archive_name(index, n, image) for n, image in enumerate(media, 1))


def has_reasoning(job: BatchJob) -> bool:
    return BatchRow.objects.filter(job=job, reasoning__gt="").exists()


def vector_json(vector: bytes) -> bytes:
    """Return an embedding as a JSON list of numbers."""
    return orjson.dumps(np.frombuffer(vector, "<f4"), option=orjson.OPT_SERIALIZE_NUMPY)
