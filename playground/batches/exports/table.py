"""The rows of a job as a table: a header, then cells in its order, as CSV and Excel files want."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any, Final

import orjson

from playground.batches.exports.columns import RESULT_COLUMNS, header
from playground.batches.exports.pictures import archive_name
from playground.batches.exports.row_faults import RowFaults, row_faults
from playground.batches.exports.rows import Row, read_rows
from playground.batches.models import BatchJob, BatchKind, BatchRow, RowState

# Its texts, and its numbers, which are None where they are not known.
TableRow = tuple[list[str], Sequence[int | None]]

# Of a row as it is read: its index, its cells, and the fields in the order of RESULT_COLUMNS.
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
_RESULTS: Final = 2
_STATE: Final = _RESULTS + RESULT_COLUMNS.index("status")
_NUMBERS: Final = _RESULTS + RESULT_COLUMNS.index("prompt_tokens")
_MODEL: Final = _RESULTS + RESULT_COLUMNS.index("model")
_LINE: Final = _MODEL + 1


# What stands in the place of the output.
_MEDIA_FIELDS: Final = {BatchKind.EMBEDDING.value: "vector", BatchKind.IMAGE.value: "images"}


class RowTable:
    """All rows of a job; of the columns, the numbers stand together from `first_number` on."""

    def __init__(self, job: BatchJob) -> None:
        self._job = job
        self._width = len(job.columns)
        self.first_number = self._width + RESULT_COLUMNS.index("prompt_tokens")
        self._has_reasoning = BatchRow.objects.filter(job=job, reasoning__gt="").exists()
        self.header = header(job.columns, has_reasoning=self._has_reasoning)
        self._fields = [*_FIELDS, "line"]
        if self._has_reasoning:
            self._fields.append("reasoning")
        self._media = _MEDIA_FIELDS.get(job.kind)
        if self._media is not None:
            self._fields.append(self._media)

    def chunks(self) -> Iterator[Iterator[TableRow]]:
        """Yield the rows in chunks, each to be gone through before the next."""
        for rows in read_rows(self._job, self._fields):
            invalid = [row[_LINE] for row in rows if row[_STATE] == RowState.INVALID]
            faults = row_faults(self._job, invalid)
            # One by one: lists that live longer keep the garbage collector busy.
            yield map(self._table_row, rows, repeat(faults))

    def _table_row(self, row: Row, faults: RowFaults) -> TableRow:
        texts: list[str] = orjson.loads(row[1])
        if len(texts) != self._width:
            # Of an invalid row; what stands beyond the last column belongs to none.
            texts = [*texts, *[""] * (self._width - len(texts))][: self._width]
        texts += row[_RESULTS:_NUMBERS]
        texts.append(row[_MODEL])
        if self._has_reasoning:
            texts.append(row[_LINE + 1])
        if row[0] in faults:
            texts[self._width + 2 : self._width + 4] = faults[row[0]]
        if self._media is not None and row[-1] is not None:
            texts[self._width] = self._media_text(row[0], row[-1])
        return texts, row[_NUMBERS:_MODEL]

    def _media_text(self, index: int, media: Any) -> str:
        if self._media == "vector":
            return vector_json(media).decode()
        return " ".join(archive_name(index, n, image) for n, image in enumerate(media, 1))


def vector_json(vector: bytes) -> bytes:
    """Return an embedding as a JSON list of numbers."""
    # Who downloads none does without the time and memory that it takes.
    import numpy as np

    return orjson.dumps(np.frombuffer(vector, "<f4"), option=orjson.OPT_SERIALIZE_NUMPY)
