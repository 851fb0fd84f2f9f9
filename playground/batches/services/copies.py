"""Makes new jobs of old ones: to change something, or to call all rows again."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Final

from django.db import transaction

from playground.accounts.models import User
from playground.batches import tasks
from playground.batches.mapping import BatchMapping
from playground.batches.models import BatchFile, BatchJob, BatchStatus
from playground.batches.services.refusals import BatchRefused
from playground.credentials.models import Credential

_LAYOUT: Final = ("file_format", "encoding", "delimiter", "columns")
_PACE: Final = ("worker_num", "row_timeout_seconds", "retries", "token_budget")
_COPIED: Final = (*(each.name for each in fields(BatchMapping)), *_LAYOUT, *_PACE)
_NUMBERED: Final = re.compile(r"(.*?) \((\d{1,6})\)\Z", re.DOTALL)
_MAX_NAME_CHARACTERS: Final = 200


def duplicate(*, job: BatchJob, owner: User) -> BatchJob:
    """Make a job of the same file that asks the same, for `owner` to change; nobody else sees it.

    Raises: BatchRefused.
    """
    return _copy(job, owner, starts_when_ready=False)


def run_again(*, job: BatchJob, owner: User) -> BatchJob:
    """Make a job that asks the same about the same rows, and starts as soon as it is ready.

    It waits for whoever may not call with the same credential. Raises: BatchRefused.
    """
    return _copy(job, owner, starts_when_ready=True)


@transaction.atomic
def _copy(job: BatchJob, owner: User, *, starts_when_ready: bool) -> BatchJob:
    """Make a copy that is read from the file again: its rows are many, and workers are quick."""
    copy = BatchJob(owner=owner, name=_next_name(job, owner), status=BatchStatus.EMPTY)
    for name in _COPIED:
        setattr(copy, name, getattr(job, name))
    # What a person may see is not always what they may call with.
    usable = Credential.objects.usable_by(owner)
    copy.credential = usable.filter(batch_jobs=job).first()
    copy.credential_name = copy.credential.name if copy.credential else ""
    if job.status != BatchStatus.EMPTY:
        copy.file = _file_for(owner, job.file)
        copy.status = BatchStatus.READING
        copy.starts_when_ready = starts_when_ready and copy.credential is not None
    copy.save()
    if copy.status == BatchStatus.READING:
        tasks.ask_to_prepare(copy.pk)
    return copy


def _file_for(owner: User, file: BatchFile | None) -> BatchFile:
    """Return the file as one of `owner`: it must not go when somebody else does."""
    if file is None:
        raise BatchRefused("file_gone")
    if file.owner_id == owner.pk:
        return file
    return BatchFile.objects.create(
        owner=owner,
        name=file.name,
        content=file.content.name,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
    )


def _next_name(job: BatchJob, owner: User) -> str:
    """Return "Name (2)", or the first number that none of the owner's jobs has."""
    numbered = _NUMBERED.match(job.name)
    stem = (numbered[1] if numbered else job.name)[: _MAX_NAME_CHARACTERS - 9]
    named = BatchJob.objects.filter(owner=owner, name__startswith=stem, deleted_at__isnull=True)
    taken = set(named.values_list("name", flat=True))
    number = 2
    while (name := f"{stem} ({number})") in taken:
        number += 1
    return name
