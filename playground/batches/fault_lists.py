"""The faults of a job: counted by reason, a page at a time, and as lines of a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.utils.translation import gettext

from playground.batches.exports.formulas import neutralize
from playground.batches.faults import fault_sentence
from playground.batches.models import BatchFault, BatchJob

PAGE_SIZE: Final = 50
_ROWS_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class FaultCount:
    """How many faults there are of one kind; the sentence is that of one of them."""

    code: str
    count: int
    sentence: str


@dataclass(frozen=True, slots=True)
class FaultLine:
    line: int
    column: str
    value: str
    reason: str


def fault_counts(job: BatchJob) -> list[FaultCount]:
    """Count by reason, the most frequent first."""
    counted = job.faults.values("code").annotate(count=Count("pk")).order_by("-count", "code")
    return [_count(job, each["code"], each["count"]) for each in counted]


def fault_page(job: BatchJob, code: str, number: str) -> Page[BatchFault]:
    return Paginator(_faults(job, code), PAGE_SIZE).get_page(number)


def fault_line(fault: BatchFault) -> FaultLine:
    reason = fault_sentence(fault.code, fault.message_parameters)
    return FaultLine(fault.line, fault.column, fault.value, reason)


def fault_csv(job: BatchJob) -> Iterator[bytes]:
    """Write all faults as CSV for spreadsheets, piece by piece."""
    rows = csv.writer(_Echo())
    titles = (gettext("line"), gettext("column"), gettext("value"), gettext("reason"))
    yield b"\xef\xbb\xbf" + rows.writerow(titles)
    for fault in _faults(job, "").iterator(chunk_size=_ROWS_AT_ONCE):
        shown = fault_line(fault)
        texts = (neutralize(text) for text in (shown.column, shown.value, shown.reason))
        yield rows.writerow((shown.line, *texts))


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> bytes:
        return text.encode()


def _faults(job: BatchJob, code: str) -> QuerySet[BatchFault]:
    faults = job.faults.order_by("line", "pk")
    return faults.filter(code=code) if code else faults


def _count(job: BatchJob, code: str, count: int) -> FaultCount:
    first = job.faults.filter(code=code).order_by("line", "pk").first()
    parameters: dict[str, Any] = first.message_parameters if first else {}
    return FaultCount(code, count, fault_sentence(code, parameters))
