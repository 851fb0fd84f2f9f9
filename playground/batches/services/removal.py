"""Deletes batches, and takes it back; what nobody wants back is erased by purging.py."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from playground.batches import tasks
from playground.batches.models import LIVE_STATUSES, PREPARING_STATUSES, BatchJob, BatchStatus
from playground.batches.progress import announce_progress, progress_of
from playground.batches.purging import UNDO_PERIOD
from playground.batches.services.refusals import BatchRefused


@transaction.atomic
def delete(*, job: BatchJob) -> None:
    """Hide a job; for `UNDO_PERIOD` it can be restored. Calls in flight are cut off.

    In one statement, so that no worker takes it up in between. A second click changes nothing.
    """
    now = timezone.now()
    is_live = When(status__in=LIVE_STATUSES, then=Value(BatchStatus.STOPPED))
    BatchJob.objects.filter(pk=job.pk, deleted_at__isnull=True).update(
        deleted_at=now,
        finished_at=Case(When(status__in=LIVE_STATUSES, then=Value(now)), default=F("finished_at")),
        status=Case(is_live, default=F("status")),
    )
    job.refresh_from_db()
    announce_progress(job.uuid, progress_of(job))


@transaction.atomic
def restore(*, job: BatchJob) -> None:
    """Take a deletion back; what was running stays stopped, until somebody resumes it.

    Raises: BatchRefused once it is being erased.
    """
    deleted = BatchJob.objects.filter(pk=job.pk, deleted_at__gte=timezone.now() - UNDO_PERIOD)
    if not deleted.update(deleted_at=None):
        raise BatchRefused("erased")
    job.refresh_from_db()
    if job.status in PREPARING_STATUSES:
        tasks.ask_to_prepare(job.pk)
