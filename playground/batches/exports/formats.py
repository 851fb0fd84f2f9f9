"""Which files a batch can be downloaded as, and how each is made."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final, assert_never

from playground.batches.exports.columns import RESULT_COLUMNS
from playground.batches.exports.csv_export import csv_export
from playground.batches.exports.jsonl_export import jsonl_export
from playground.batches.exports.xlsx_export import MAX_COLUMNS, xlsx_export
from playground.batches.exports.zip_export import zip_export
from playground.batches.models import BatchJob, BatchKind


class ExportFormat(StrEnum):
    """The value is the ending of the file."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    XLSX = "xlsx"
    NPY = "npy"
    ZIP = "zip"


MEDIA_TYPES: Final = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.TSV: "text/tab-separated-values; charset=utf-8",
    ExportFormat.JSONL: "application/jsonl; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.NPY: "application/octet-stream",
    ExportFormat.ZIP: "application/zip",
}


def formats_of(job: BatchJob) -> tuple[ExportFormat, ...]:
    """Return those that make sense for a job: not every kind has numbers or pictures."""
    missing = {
        ExportFormat.NPY: job.kind != BatchKind.EMBEDDING,
        ExportFormat.ZIP: job.kind != BatchKind.IMAGE,
        # A sheet has so many columns, and no more.
        ExportFormat.XLSX: len(job.columns) + len(RESULT_COLUMNS) >= MAX_COLUMNS,
    }
    return tuple(each for each in ExportFormat if not missing.get(each))


def export(
    job: BatchJob, as_format: ExportFormat, *, has_bom: bool, is_raw: bool
) -> Iterator[bytes]:
    """Yield the file in pieces; the last two are of CSV and TSV."""
    match as_format:
        case ExportFormat.CSV:
            return csv_export(job, has_bom=has_bom, is_raw=is_raw)
        case ExportFormat.TSV:
            return csv_export(job, delimiter="\t", has_bom=has_bom, is_raw=is_raw)
        case ExportFormat.JSONL:
            return jsonl_export(job)
        case ExportFormat.XLSX:
            return xlsx_export(job)
        case ExportFormat.NPY:
            # NumPy is for those who ask for it.
            from playground.batches.exports.npy_export import npy_export

            return npy_export(job)
        case ExportFormat.ZIP:
            return zip_export(job, is_raw=is_raw)
        case _:
            assert_never(as_format)
