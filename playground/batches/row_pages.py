"""The rows of a job as a table shows them: a page at a time, by state, with shortened texts.

No query counts rows or looks at more than a page of them: a job may have millions.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BinaryField, F, QuerySet
from django.db.models.functions import Left, Length, Substr

from playground.batches.faults import fault_sentence
from playground.batches.models import BatchJob, BatchKind, BatchRow, BatchStatus, RowState

PAGE_SIZE: Final = 50
SHOWN_COLUMNS: Final = 2
_INPUT_CHARACTERS: Final = 1_000
_CELL_CHARACTERS: Final = 160
_OUTPUT_CHARACTERS: Final = 280
_SHOWN_NUMBERS: Final = 4
_BYTES_A_NUMBER: Final = 4
_DECODER: Final = json.JSONDecoder()
_FIELDS: Final = (
    *("index", "line", "state", "attempts", "error_code", "error_parameters", "images"),
    *("input_tokens", "output_tokens", "latency_ms"),
)


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row of the table; `cells` are the first ones, `numbers` begin its embedding."""

    index: int
    line: int
    state: RowState
    cells: Sequence[str]
    output: str
    error: str
    images: Sequence[Mapping[str, Any]]
    dimension: int
    numbers: Sequence[float]
    attempts: int
    tokens: int | None
    latency_ms: int | None

    @property
    def number(self) -> int:
        return self.index + 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the rows a page is: those of one state, after or before an index."""

    state: str = ""
    after: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class RowPage:
    lines: Sequence[RowLine]
    place: Place
    has_earlier: bool
    has_later: bool

    @property
    def first_number(self) -> int | None:
        return self.lines[0].number if self.lines else None

    @property
    def last_number(self) -> int | None:
        return self.lines[-1].number if self.lines else None

    @property
    def first(self) -> int | None:
        return self.lines[0].index if self.lines else None

    @property
    def last(self) -> int | None:
        return self.lines[-1].index if self.lines else None


def rows_of(job: BatchJob, state: str) -> QuerySet[BatchRow]:
    """Return the rows that a filter leaves; while a job is only tried, those it is tried on."""
    rows = job.rows.all()
    if shows_sample(job):
        rows = rows.filter(is_sampled=True)
    return rows.filter(state=state) if state else rows


def shows_sample(job: BatchJob) -> bool:
    """Tell whether a job has got no further than its trial."""
    return job.sampled_count > 0 and (job.is_trial or job.status == BatchStatus.CHECKED)


def read_page(job: BatchJob, place: Place) -> RowPage:
    rows = _shortened(job, rows_of(job, place.state))
    if place.before is not None:
        found = list(rows.filter(index__lt=place.before).order_by("-index")[: PAGE_SIZE + 1])
        has_earlier, has_later = len(found) > PAGE_SIZE, True
        found = found[:PAGE_SIZE][::-1]
    else:
        after = -1 if place.after is None else max(place.after, -1)
        found = list(rows.filter(index__gt=after).order_by("index")[: PAGE_SIZE + 1])
        has_earlier, has_later = after >= 0, len(found) > PAGE_SIZE
        found = found[:PAGE_SIZE]
    return RowPage([_line(row) for row in found], place, has_earlier, has_later)


def _shortened(job: BatchJob, rows: QuerySet[BatchRow]) -> QuerySet[BatchRow, dict[str, Any]]:
    shown: dict[str, Any] = {
        "head": Left("inputs", _INPUT_CHARACTERS),
        "answer": Left("output", _OUTPUT_CHARACTERS),
    }
    if job.kind == BatchKind.EMBEDDING:
        shown["bytes"] = Length(F("vector"))
        length = _SHOWN_NUMBERS * _BYTES_A_NUMBER
        shown["numbers"] = Substr("vector", 1, length, output_field=BinaryField())
    shortened: QuerySet[BatchRow, dict[str, Any]] = rows.values(*_FIELDS, **shown)
    return shortened


def _line(row: Mapping[str, Any]) -> RowLine:
    is_failed = row["error_code"] and row["state"] != RowState.SUCCEEDED
    tokens = (row["input_tokens"], row["output_tokens"])
    return RowLine(
        index=row["index"],
        line=row["line"],
        state=RowState(row["state"]),
        cells=first_cells(row["head"]),
        output=row["answer"],
        error=fault_sentence(row["error_code"], row["error_parameters"]) if is_failed else "",
        images=row["images"] or [],
        dimension=(row.get("bytes") or 0) // _BYTES_A_NUMBER,
        numbers=numbers_of(row.get("numbers") or b""),
        attempts=row["attempts"],
        tokens=None if tokens == (None, None) else sum(filter(None, tokens)),
        latency_ms=row["latency_ms"],
    )


def numbers_of(vector: bytes) -> list[float]:
    """Return the numbers of an embedding, or of its beginning."""
    return [number for (number,) in struct.iter_unpack("<f", vector)]


def first_cells(head: str) -> list[str]:
    """Read the first cells, shortened, from the beginning of a JSON list of texts."""
    cells: list[str] = []
    place = 1
    while len(cells) < SHOWN_COLUMNS and head[place : place + 1] == '"':
        try:
            cell, place = _DECODER.raw_decode(head, place)
        except json.JSONDecodeError:
            # The text goes on where the head ends. A cut escape at its end says nothing.
            cells.append(_unescaped(head[place + 1 : place + 1 + _CELL_CHARACTERS]))
            break
        cells.append(cell[:_CELL_CHARACTERS])
        place += 1
    return cells


def _unescaped(text: str) -> str:
    for cut in range(len(text), max(len(text) - 6, -1), -1):
        try:
            return str(json.loads(f'"{text[:cut]}"'))
        except json.JSONDecodeError:
            continue
    return text


def neighbors(rows: QuerySet[BatchRow], index: int) -> tuple[int | None, int | None]:
    """Return the indexes of the rows before and after `index` among `rows`."""
    indexes = rows.values_list("index", flat=True)
    earlier = indexes.filter(index__lt=index).order_by("-index").first()
    later = indexes.filter(index__gt=index).order_by("index").first()
    return earlier, later
