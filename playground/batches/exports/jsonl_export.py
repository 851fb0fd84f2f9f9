"""JSON Lines: everything there is about each row, and nothing changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson

from playground.batches.exports.pictures import archive_name
from playground.batches.exports.row_faults import row_faults
from playground.batches.exports.rows import read_rows
from playground.batches.exports.table import vector_json
from playground.batches.models import BatchJob, RowState

_FIELDS: Final = (
    "line",
    "inputs",
    "output",
    "reasoning",
    "vector",
    "images",
    "state",
    "error_code",
    "error_message",
    "error_parameters",
    "finish_reason",
    "input_tokens",
    "output_tokens",
    "ttft_ms",
    "latency_ms",
    "attempts",
    "model",
    "request_id",
    "finished_at",
)
_OPTIONS: Final = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z


def jsonl_export(job: BatchJob) -> Iterator[bytes]:
    """Yield the file in pieces, one object a row; `row` counts from 1."""
    for rows in read_rows(job, _FIELDS):
        records = [dict(zip(_FIELDS, row[1:], strict=True)) for row in rows]
        invalid = [row["line"] for row in records if row["state"] == RowState.INVALID]
        faults = row_faults(job, invalid)
        yield b"".join(
            orjson.dumps(_record(row[0], record, job.columns, faults), option=_OPTIONS)
            for row, record in zip(rows, records, strict=True)
        )


def _record(
    index: int,
    row: dict[str, Any],
    columns: Sequence[str],
    faults: dict[int, tuple[str, str]],
) -> dict[str, Any]:
    cells = orjson.loads(row["inputs"])
    record: dict[str, Any] = {
        "row": index + 1,
        "line": row["line"],
        "inputs": dict(zip(columns, cells, strict=False)),
    }
    if len(cells) > len(columns):
        record["extra_cells"] = cells[len(columns) :]
    record |= {
        "output": row["output"],
        "reasoning": row["reasoning"],
        "vector": _vector(row["vector"]),
        "images": _images(index, row["images"]),
        "status": row["state"],
        "error": _error(row, faults.get(index)),
        "finish_reason": row["finish_reason"],
        "usage": {
            "prompt_tokens": row["input_tokens"],
            "completion_tokens": row["output_tokens"],
        },
    }
    for name in ("ttft_ms", "latency_ms", "attempts", "model", "request_id", "finished_at"):
        record[name] = row[name]
    return record


def _vector(vector: bytes | None) -> orjson.Fragment | None:
    return None if vector is None else orjson.Fragment(vector_json(vector))


def _images(index: int, images: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
    """Name the pictures as the zip does: where they lie here is nobody's business."""
    if images is None:
        return None
    return [
        {
            "file": archive_name(index, number, image),
            "media_type": image["media_type"],
            "size_bytes": image["size_bytes"],
        }
        for number, image in enumerate(images, 1)
    ]


def _error(row: dict[str, Any], fault: tuple[str, str] | None) -> dict[str, Any] | None:
    if fault is not None:
        code, message = fault
        return {"code": code, "message": message, "parameters": {}}
    if not row["error_code"]:
        return None
    return {
        "code": row["error_code"],
        "message": row["error_message"],
        "parameters": row["error_parameters"],
    }
