"""The statements that store ended rows, one form for each database.

PostgreSQL takes them as arrays in one statement: it would parse and plan one for each row, which
takes four times as long. SQLite prepares one statement and is fastest with a row at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import orjson
from django.db import connection
from django.utils import timezone

from playground.batches.execution.values import EndedRow

_MAX_COUNT = 2**31 - 1

# The columns that the end of a row sets, with their types in PostgreSQL; the first adds up.
_COLUMNS: Final = {
    "attempts": "integer",
    "state": "text",
    "output": "text",
    "reasoning": "text",
    "vector": "bytea",
    "images": "jsonb",
    "error_code": "text",
    "error_message": "text",
    "error_parameters": "jsonb",
    "finish_reason": "text",
    "model": "text",
    "request_id": "text",
    "input_tokens": "integer",
    "output_tokens": "integer",
    "ttft_ms": "integer",
    "latency_ms": "integer",
}
_ADDED: Final = "attempts"
_OTHERS: Final = [name for name in _COLUMNS if name != _ADDED]

_ROW_BY_ROW: Final = f"""
UPDATE batches_batchrow SET {_ADDED} = {_ADDED} + %s,
{", ".join(f"{name} = %s" for name in _OTHERS)},
runner_id = NULL, finished_at = %s WHERE id = %s AND state = 'running' AND runner_id = %s
"""
_ALL_AT_ONCE: Final = f"""
UPDATE batches_batchrow AS stored SET {_ADDED} = stored.{_ADDED} + ended.{_ADDED},
{", ".join(f"{name} = ended.{name}" for name in _OTHERS)},
runner_id = NULL, finished_at = %s
FROM unnest({", ".join(f"%s::{kind}[]" for kind in _COLUMNS.values())}, %s::bigint[])
AS ended({", ".join(_COLUMNS)}, id)
WHERE stored.id = ended.id AND stored.state = 'running' AND stored.runner_id = %s
"""


def store_rows(ended: Sequence[EndedRow], runner: int) -> int:
    """Store rows that are still this runner's; return how many of them were."""
    moment = connection.ops.adapt_datetimefield_value(timezone.now())
    values = [_values(each) for each in ended]
    keys = [each.row.pk for each in ended]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = [list(column) for column in zip(*values, strict=True)]
            cursor.execute(_ALL_AT_ONCE, [moment, *columns, keys, runner])
        else:
            cursor.executemany(
                _ROW_BY_ROW,
                [(*row, moment, pk, runner) for row, pk in zip(values, keys, strict=True)],
            )
        return int(cursor.rowcount)


def natural(count: int | None) -> int | None:
    """Some providers send negative or absurd counts of tokens."""
    return count if count is not None and 0 <= count <= _MAX_COUNT else None


def _values(ended: EndedRow) -> tuple[Any, ...]:
    answer, usage = ended.answer, ended.answer.usage
    return (
        ended.row.attempts,
        ended.state.value,
        answer.output,
        answer.reasoning,
        answer.vector,
        None if ended.images is None else orjson.dumps(ended.images).decode(),
        ended.error_code,
        ended.error_message,
        orjson.dumps(ended.error_parameters).decode(),
        answer.finish_reason,
        answer.model[:200],
        answer.request_id[:200],
        natural(usage.input_tokens) if usage else None,
        natural(usage.output_tokens) if usage else None,
        answer.ttft_ms,
        answer.latency_ms,
    )
