"""Jobs that wait for their file to be read, or for their rows to be checked."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from django.core.files import File

from playground.accounts.models import User
from playground.batches.limits import file_limits
from playground.batches.models import BatchFile, BatchJob, BatchStatus
from playground.batches.preparation.preparing import prepare
from playground.tables import detect_layout

MAPPING: dict[str, Any] = {
    "provider": "qianfan_v1",
    "model": "ERNIE-4.0-8K",
    "prompt_template": "Say {{text}}",
}


def make_file(owner: User, content: bytes, name: str = "rows.csv") -> BatchFile:
    sha256 = hashlib.sha256(content).hexdigest()
    file = BatchFile(owner=owner, name=name, size_bytes=len(content), sha256=sha256)
    file.content.save("uploads/rows", File(io.BytesIO(content)), save=False)
    file.save()
    return file


def layout_of(content: bytes, name: str = "rows.csv") -> dict[str, Any]:
    """Return how the content is to be read, as fields of a job."""
    layout = detect_layout(io.BytesIO(content), name, file_limits())
    return {
        "file_format": layout.format,
        "encoding": layout.encoding,
        "delimiter": layout.delimiter,
        "columns": list(layout.columns),
    }


def make_reading_job(owner: User, content: bytes, **fields: Any) -> BatchJob:
    values = {**MAPPING, **layout_of(content), "status": BatchStatus.READING, **fields}
    file = make_file(owner, content)
    return BatchJob.objects.create(owner=owner, name="Rows", file=file, **values)


def make_checking_job(owner: User, content: bytes, **fields: Any) -> BatchJob:
    """Make a job whose file has been read; its rows are to be checked now."""
    job = make_reading_job(owner, content, **fields)
    prepare(job.pk)
    check_again(job)
    return job


def check_again(job: BatchJob, **changes: Any) -> None:
    BatchJob.objects.filter(pk=job.pk).update(status=BatchStatus.CHECKING, **changes)
    job.refresh_from_db()


def rows_of(job: BatchJob) -> list[tuple[int, int, list[str], str]]:
    """Return index, line, cells and state of all rows."""
    rows = job.rows.order_by("index")
    return [(row.index, row.line, row.cells, row.state) for row in rows]


def states_of(job: BatchJob) -> list[str]:
    return list(job.rows.order_by("index").values_list("state", flat=True))


def faults_of(job: BatchJob) -> list[tuple[str, int, str, str, str]]:
    """Return stage, line, column, value and code of all faults."""
    faults = job.faults.order_by("line", "id")
    return list(faults.values_list("stage", "line", "column", "value", "code"))
