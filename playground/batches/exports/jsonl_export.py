"""JSON Lines: everything there is about each row, and nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import orjson
from django.db.models import TextField
from django.db.models.functions import Cast

from playground.batches.exports.pictures import archive_name
from playground.batches.exports.row_faults import RowFaults, row_faults
from playground.batches.exports.rows import Row, read_rows
from playground.batches.exports.table import vector_json
from playground.batches.models import BatchJob, RowState

_FIELDS: Final = (
    "line",
    "inputs",
    "output",
    "reasoning",
    "vector",
    # As they are stored: most are empty, and a million of them take long to read.
    Cast("images", TextField()),
    "state",
    "error_code",
    "error_message",
    Cast("error_parameters", TextField()),
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
_LINE, _STATE = 1, 7
_OPTIONS: Final = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z


def jsonl_export(job: BatchJob) -> Iterator[bytes]:
    """Yield the file in pieces, one object a row; `row` counts from 1."""
    columns = tuple(job.columns)
    for rows in read_rows(job, _FIELDS):
        invalid = [row[_LINE] for row in rows if row[_STATE] == RowState.INVALID]
        faults = row_faults(job, invalid)
        yield b"".join(
            [orjson.dumps(_record(row, columns, faults), option=_OPTIONS) for row in rows]
        )


def _record(row: Row, columns: tuple[str, ...], faults: RowFaults) -> dict[str, Any]:
    index, line, inputs, output, reasoning, vector, images, state, *rest = row
    code, message, parameters, finish_reason, input_tokens, output_tokens, *rest = rest
    ttft_ms, latency_ms, attempts, model, request_id, finished_at = rest
    cells = orjson.loads(inputs)
    record: dict[str, Any] = {
        "row": index + 1,
        "line": line,
        "inputs": dict(zip(columns, cells, strict=False)),
        "output": output,
        "reasoning": reasoning,
        "vector": None if vector is None else orjson.Fragment(vector_json(vector)),
        "images": None if images is None else _images(index, orjson.loads(images)),
        "status": state,
        "error": _error(code, message, parameters) if code else None,
        "finish_reason": finish_reason,
        "usage": {"prompt_tokens": input_tokens, "completion_tokens": output_tokens},
        "ttft_ms": ttft_ms,
        "latency_ms": latency_ms,
        "attempts": attempts,
        "model": model,
        "request_id": request_id,
        "finished_at": finished_at,
    }
    if index in faults:
        record["error"] = _error(*faults[index])
    if len(cells) > len(columns):
        record["extra_cells"] = cells[len(columns) :]
    return record


def _images(index: int, images: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Name the pictures as the zip does: where they lie here is nobody's business."""
    return [
        {
            "file": archive_name(index, number, image),
            "media_type": image["media_type"],
            "size_bytes": image["size_bytes"],
        }
        for number, image in enumerate(images, 1)
    ]


def _error(code: str, message: str, parameters: str = "{}") -> dict[str, Any]:
    return {"code": code, "message": message, "parameters": orjson.Fragment(parameters)}
