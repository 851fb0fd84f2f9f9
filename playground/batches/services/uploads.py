"""Takes uploaded files: judged first, then stored under a name of ours, then read by a worker."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, BinaryIO, cast
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from playground.accounts.models import User
from playground.batches import tasks
from playground.batches.limits import file_limits
from playground.batches.mapping import guessed_columns
from playground.batches.models import SETUP_STATUSES, BatchFile, BatchJob, BatchStatus
from playground.batches.services.first_mappings import first_mapping
from playground.batches.services.refusals import BatchRefused
from playground.tables import (
    FileLayout,
    Record,
    UnreadableFileError,
    detect_layout,
    preview,
)

_MAX_NAME_CHARACTERS = 200
_UNREAD: dict[str, Any] = {
    "status": BatchStatus.READING,
    "reason_code": "",
    "reason_parameters": {},
    "total_count": 0,
    "invalid_count": 0,
    "prepared_count": 0,
    "starts_when_ready": False,
}


@dataclass(frozen=True, slots=True)
class FilePreview:
    """The beginning of a file, read in one way."""

    layout: FileLayout
    records: list[Record]


def create_job(*, owner: User, upload: UploadedFile[bytes], name: str = "") -> BatchJob:
    """Make a job of an uploaded file, and have the file read.

    Raises: UnreadableFileError, before anything is stored.
    """
    layout = _judge(upload)
    file = _store(owner, upload)
    job = BatchJob(owner=owner, name=_name_of(name, upload), **_UNREAD)
    mapping = first_mapping(owner=owner, columns=layout.columns)
    mapping.put_on(job)
    job.credential_name = mapping.credential.name if mapping.credential else ""
    _lay_out(job, layout)
    with transaction.atomic():
        file.save()
        job.file = file
        job.save()
        tasks.ask_to_prepare(job.pk)
    return job


def replace_file(*, job: BatchJob, upload: UploadedFile[bytes]) -> None:
    """Read another file in the place of the one before; what is asked stays.

    Raises: UnreadableFileError, before anything is stored; BatchRefused.
    """
    if not job.is_in_setup:
        raise BatchRefused("not_in_setup")
    layout = _judge(upload)
    changes = dict(_UNREAD)
    if job.status == BatchStatus.EMPTY:
        guessed = guessed_columns(layout.columns)
        changes |= {each: guessed[each] for each in guessed if not getattr(job, each)}
    file = _store(job.owner, upload)
    with transaction.atomic():
        file.save()
        _read_anew(job, layout, file=file, **changes)


def change_layout(*, job: BatchJob, encoding: str, delimiter: str) -> None:
    """Read the file of a job with another encoding or delimiter.

    Raises: UnreadableFileError, before anything is changed; BatchRefused.
    """
    layout = file_preview(job=job, encoding=encoding, delimiter=delimiter, rows=1).layout
    with transaction.atomic():
        _read_anew(job, layout, **_UNREAD)


def file_preview(
    *, job: BatchJob, encoding: str = "", delimiter: str = "", rows: int = 20
) -> FilePreview:
    """Read the first rows as they would be read with this encoding and delimiter.

    Raises: UnreadableFileError; BatchRefused without a file.
    """
    limits = file_limits()
    with _opened(job) as (content, name):
        layout = detect_layout(content, name, limits, encoding=encoding, delimiter=delimiter)
        content.seek(0)
        return FilePreview(layout, preview(content, layout, limits, rows))


@contextmanager
def _opened(job: BatchJob) -> Iterator[tuple[BinaryIO, str]]:
    if job.file is None:
        raise BatchRefused("no_file")
    try:
        content = job.file.content.open("rb")
    except FileNotFoundError as exc:
        raise BatchRefused("file_gone") from exc
    with content:
        yield cast("BinaryIO", content.file), job.file.name


def _judge(upload: UploadedFile[bytes]) -> FileLayout:
    limits = file_limits()
    size = upload.size or 0
    if size > limits.max_bytes:
        raise UnreadableFileError("file_too_large", actual_bytes=size, limit_bytes=limits.max_bytes)
    layout = detect_layout(_binary(upload), upload.name or "", limits)
    upload.seek(0)
    return layout


def _store(owner: User, upload: UploadedFile[bytes]) -> BatchFile:
    """Store the bytes; the row is not saved yet. What fails later leaves a file without a row."""
    sha256 = hashlib.file_digest(cast("Any", upload.file), "sha256").hexdigest()
    upload.seek(0)
    file = BatchFile(
        owner=owner,
        name=PurePath(upload.name or "").name[:255],
        size_bytes=upload.size or 0,
        sha256=sha256,
    )
    file.content.save(f"uploads/{uuid4()}", upload, save=False)
    return file


def _read_anew(job: BatchJob, layout: FileLayout, **changes: Any) -> None:
    found = BatchJob.objects.filter(
        pk=job.pk, status__in=SETUP_STATUSES, succeeded_count=0, failed_count=0
    )
    _lay_out(job, layout)
    for each in ("file_format", "encoding", "delimiter", "columns"):
        changes[each] = getattr(job, each)
    if not found.update(**changes):
        raise BatchRefused("not_in_setup")
    tasks.ask_to_prepare(job.pk)
    job.refresh_from_db()


def _lay_out(job: BatchJob, layout: FileLayout) -> None:
    job.file_format = layout.format
    job.encoding = layout.encoding
    job.delimiter = layout.delimiter
    job.columns = list(layout.columns)


def _name_of(name: str, upload: UploadedFile[bytes]) -> str:
    return (name.strip() or PurePath(upload.name or "").stem)[:_MAX_NAME_CHARACTERS]


def _binary(upload: UploadedFile[bytes]) -> BinaryIO:
    return cast("BinaryIO", upload.file)
