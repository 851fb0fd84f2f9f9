"""Erases what was deleted, some rows at a time: on SQLite whoever writes keeps all others waiting.

May run twice, be cut off, and find half of its work done: it looks at what is there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.core.files.storage.base import Storage
from django.db import models

from playground.batches.models import BatchFault, BatchFile, BatchJob, BatchRow
from playground.batches.models.files import batch_storage
from playground.lib.uuids import uuid_of

UNDO_PERIOD: Final = timedelta(days=1)
# Files are stored before the row that names them.
_ORPHAN_PERIOD: Final = timedelta(days=1)
_ROWS_AT_ONCE: Final = 500
_NAMES_AT_ONCE: Final = 500


def purge(*, now: datetime) -> int:
    """Erase jobs whose time for an undo is over, and what belongs to none; return how many jobs."""
    old = BatchJob.objects.filter(deleted_at__lt=now - UNDO_PERIOD)
    purged = 0
    for job_id in list(old.values_list("pk", flat=True)):
        _erase(BatchRow.objects.filter(job_id=job_id))
        _erase(BatchFault.objects.filter(job_id=job_id))
        purged += bool(old.filter(pk=job_id).delete()[0])
    _erase_rows_without_job()
    BatchFile.objects.filter(jobs=None, created_at__lt=now - _ORPHAN_PERIOD).delete()
    _delete_uploads(batch_storage(), now - _ORPHAN_PERIOD)
    _delete_pictures(batch_storage(), now - _ORPHAN_PERIOD)
    return purged


def _erase(rows: models.QuerySet[BatchRow] | models.QuerySet[BatchFault]) -> None:
    """Delete rows in transactions of their own, each of which takes some milliseconds."""
    while chunk := list(rows.order_by().values_list("pk", flat=True)[:_ROWS_AT_ONCE]):
        began = time.monotonic()
        rows.filter(pk__in=chunk).delete()
        # Whoever waits to write looks only now and then whether they may: half of the time they do.
        time.sleep(time.monotonic() - began)


def _erase_rows_without_job() -> None:
    """Erase what is left of jobs that went with their owner."""
    for model in (BatchRow, BatchFault):
        for job_id in _job_ids(model):
            if not BatchJob.objects.filter(pk=job_id).exists():
                _erase(model._default_manager.filter(job_id=job_id))


def _job_ids(model: type[BatchRow] | type[BatchFault]) -> Iterator[int]:
    """Yield the jobs that have rows: one look at the index for each, whatever their number."""
    last = 0
    rows = model._default_manager.order_by("job_id").values_list("job_id", flat=True)
    while (found := rows.filter(job_id__gt=last).first()) is not None:
        yield found
        last = found


def _delete_uploads(storage: Storage, before: datetime) -> None:
    """Delete files that no row names: of uploads that failed, and of what was purged."""
    names = [f"uploads/{name}" for name in _names(storage, "uploads", folders=False)]
    for start in range(0, len(names), _NAMES_AT_ONCE):
        chunk = names[start : start + _NAMES_AT_ONCE]
        known = set(BatchFile.objects.filter(content__in=chunk).values_list("content", flat=True))
        for name in chunk:
            if name not in known and _is_older(storage, name, before):
                storage.delete(name)


def _delete_pictures(storage: Storage, before: datetime) -> None:
    """Delete the pictures of jobs that are no more; each job has a folder of its UUID."""
    for folder in _names(storage, "pictures", folders=True):
        path = f"pictures/{folder}"
        if _has_job(folder) or not _is_older(storage, path, before):
            continue
        for name in _names(storage, path, folders=False):
            storage.delete(f"{path}/{name}")
        storage.delete(path)


def _has_job(text: str) -> bool:
    uuid = uuid_of(text)
    return uuid is not None and BatchJob.objects.filter(uuid=uuid).exists()


def _is_older(storage: Storage, name: str, before: datetime) -> bool:
    try:
        return storage.get_modified_time(name) < before
    except FileNotFoundError:
        # Another process purges too.
        return False


def _names(storage: Storage, path: str, *, folders: bool) -> list[str]:
    try:
        found_folders, found_files = storage.listdir(path)
    except FileNotFoundError:
        return []
    return found_folders if folders else found_files
