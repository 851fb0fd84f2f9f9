"""Which files a batch can be downloaded as, and how each is made."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final, assert_never

from playground.batches.exports.csv_export import csv_export
from playground.batches.exports.jsonl_export import jsonl_export
from playground.batches.exports.xlsx_export import xlsx_export
from playground.batches.models import BatchJob


class ExportFormat(StrEnum):
    """The value is the ending of the file."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    XLSX = "xlsx"


MEDIA_TYPES: Final = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.TSV: "text/tab-separated-values; charset=utf-8",
    ExportFormat.JSONL: "application/jsonl; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def formats_of(job: BatchJob) -> tuple[ExportFormat, ...]:
    """Return those that make sense for a job: not every kind has numbers or pictures."""
    return tuple(ExportFormat)


def export(
    job: BatchJob, as_format: ExportFormat, *, has_bom: bool, is_raw: bool
) -> Iterator[bytes]:
    """Yield the file in pieces; `has_bom` and `is_raw` are of CSV and TSV."""
    match as_format:
        case ExportFormat.CSV:
            return csv_export(job, has_bom=has_bom, is_raw=is_raw)
        case ExportFormat.TSV:
            return csv_export(job, delimiter="\t", has_bom=has_bom, is_raw=is_raw)
        case ExportFormat.JSONL:
            return jsonl_export(job)
        case ExportFormat.XLSX:
            return xlsx_export(job)
        case _:
            assert_never(as_format)
