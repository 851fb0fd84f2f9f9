"""Verbs of a batch that is being set up: what is asked, checking it, and who may look on."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from playground.accounts.models import Team, User
from playground.batches import tasks
from playground.batches.mapping import BatchMapping
from playground.batches.mapping_faults import mapping_faults
from playground.batches.models import (
    SETUP_STATUSES,
    BatchJob,
    BatchRow,
    BatchStatus,
    RowState,
)
from playground.batches.models.files import batch_storage
from playground.batches.services.refusals import BatchRefused
from playground.batches.services.uploads import change_layout, create_job, replace_file

__all__ = [
    "change_layout",
    "create_empty_job",
    "create_job",
    "rename",
    "reopen",
    "replace_file",
    "save_mapping",
    "share",
    "start_check",
]

_JUDGED = (BatchStatus.CHECKING, BatchStatus.CHECKED)
_CHECKABLE = (BatchStatus.DRAFT, BatchStatus.CHECKED)
_NO_RESULT: dict[str, Any] = {
    "state": RowState.QUEUED,
    "is_sampled": False,
    "runner_id": None,
    "attempts": 0,
    "output": "",
    "reasoning": "",
    "vector": None,
    "images": None,
    "error_code": "",
    "error_message": "",
    "error_parameters": {},
    "finish_reason": "",
    "model": "",
    "request_id": "",
    "input_tokens": None,
    "output_tokens": None,
    "ttft_ms": None,
    "latency_ms": None,
    "finished_at": None,
}
_NO_PROGRESS: dict[str, Any] = {
    "succeeded_count": 0,
    "failed_count": 0,
    "sampled_count": 0,
    "input_tokens": 0,
    "output_tokens": 0,
    "is_trial": False,
    "started_at": None,
    "finished_at": None,
}


def create_empty_job(*, owner: User, mapping: BatchMapping, name: str) -> BatchJob:
    """Make a job from what shall be asked; it waits for its file."""
    job = BatchJob(owner=owner, name=name, status=BatchStatus.EMPTY)
    mapping.put_on(job)
    job.credential_name = mapping.credential.name if mapping.credential else ""
    job.save()
    return job


def save_mapping(*, job: BatchJob, mapping: BatchMapping) -> bool:
    """Keep what is asked; a check that was or is made has to be made again. Tells if it is new.

    Raises: BatchRefused once a row was called.
    """
    changed = mapping.put_on(job)
    if not changed:
        return False
    values = {name: getattr(job, name) for name in changed}
    # Whoever changes it wants to have a look before it starts.
    values["starts_when_ready"] = False
    if "credential" in changed:
        values["credential_name"] = mapping.credential.name if mapping.credential else ""
    with transaction.atomic():
        found = BatchJob.objects.filter(
            pk=job.pk, status__in=SETUP_STATUSES, succeeded_count=0, failed_count=0
        )
        if not found.update(**values):
            raise BatchRefused("not_in_setup")
        found.filter(status__in=_JUDGED).update(status=BatchStatus.DRAFT)
    job.refresh_from_db()
    return True


def start_check(*, job: BatchJob) -> None:
    """Have all rows checked.

    Raises: BatchRefused, also with the first fault of the mapping itself.
    """
    if job.status == BatchStatus.EMPTY:
        raise BatchRefused("no_file")
    for fault in mapping_faults(job):
        raise BatchRefused(fault.code, fault.parameters)
    found = BatchJob.objects.filter(
        pk=job.pk, status__in=_CHECKABLE, succeeded_count=0, failed_count=0
    )
    with transaction.atomic():
        if not found.update(status=BatchStatus.CHECKING, prepared_count=0, reason_code=""):
            raise BatchRefused("not_in_setup")
        tasks.ask_to_prepare(job.pk)
    job.refresh_from_db()


@transaction.atomic
def reopen(*, job: BatchJob) -> None:
    """Drop what a trial has brought, so that what is asked can be changed again.

    Raises: BatchRefused where more than a trial was run, or one is running.
    """
    stopped_trial = Q(status__in=(BatchStatus.PAUSED, BatchStatus.STOPPED), is_trial=True)
    found = BatchJob.objects.filter(Q(status=BatchStatus.CHECKED) | stopped_trial, pk=job.pk)
    if not found.update(status=BatchStatus.DRAFT, reason_code="", **_NO_PROGRESS):
        raise BatchRefused("not_in_setup")
    called = BatchRow.objects.filter(job_id=job.pk, is_sampled=True)
    if called.filter(state=RowState.RUNNING).exists():
        raise BatchRefused("still_running")
    _delete_pictures(called)
    called.update(**_NO_RESULT)
    job.samples.all().delete()
    job.refresh_from_db()


def share(*, job: BatchJob, team: Team | None) -> None:
    """Show a job to a team, or to nobody else."""
    job.team = team
    job.save(update_fields=["team"])


def rename(*, job: BatchJob, name: str) -> None:
    job.name = name
    job.save(update_fields=["name"])


def _delete_pictures(rows: Any) -> None:
    names = [
        picture["name"]
        for pictures in rows.exclude(images=None).values_list("images", flat=True)
        for picture in pictures
    ]
    storage = batch_storage()
    for name in names:
        transaction.on_commit(partial(storage.delete, name))
