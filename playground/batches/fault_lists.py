"""The faults of a job: counted by reason, a page at a time, and as lines of a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext

from playground.batches.faults import fault_sentence
from playground.batches.models import BatchFault, BatchJob
from playground.tables.formulas import neutralize

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
    by_code = job.faults.values("code").annotate(count=Count("pk"), first=Min("pk"))
    counted = list(by_code.order_by("-count", "code"))
    examples = job.faults.in_bulk([each["first"] for each in counted])
    return [
        FaultCount(each["code"], each["count"], fault_line(examples[each["first"]]).reason)
        for each in counted
        if each["first"] in examples
    ]


def fault_page(
    job: BatchJob, counts: Sequence[FaultCount], code: str, number: str
) -> Page[BatchFault]:
    """Return a page of the faults of one reason, or of all. What was counted is not again."""
    paginator = Paginator(_faults(job, code), PAGE_SIZE)
    paginator.count = sum(each.count for each in counts if code in ("", each.code))
    return paginator.get_page(number)


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
