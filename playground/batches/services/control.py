"""Verbs that start, stop and change a batch. Each claims the status it needs: one of two clicks."""

from __future__ import annotations

import random
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from playground.batches import tasks
from playground.batches.execution.leases import runners_wanted
from playground.batches.models import (
    LIVE_STATUSES,
    BatchJob,
    BatchRow,
    BatchStatus,
    RowState,
)
from playground.batches.progress import announce_progress, progress_of
from playground.batches.services.refusals import BatchRefused
from playground.credentials.models import Credential

# SQLite lets nobody write while rows are changed: so many at a time.
_ROWS_AT_ONCE = 5_000
_STARTABLE = (BatchStatus.CHECKED,)
_RESUMABLE = (BatchStatus.PAUSED, BatchStatus.STOPPED)
_RETRYABLE = (BatchStatus.PAUSED, BatchStatus.SUCCEEDED, BatchStatus.FAILED, BatchStatus.STOPPED)


@transaction.atomic
def start_trial(*, job: BatchJob, count: int, is_random: bool = False) -> None:
    """Call `count` rows that were not called yet, the first or random ones; the rest waits.

    Raises: BatchRefused.
    """
    rows = BatchRow.objects.filter(job_id=job.pk, state=RowState.QUEUED, is_sampled=False)
    picked = _random_rows(rows, job, count) if is_random else _first_rows(rows, count)
    if not picked:
        raise BatchRefused("no_rows")
    _check_credential(job)
    _queue(job, _STARTABLE, "not_checked", is_trial=True)
    sampled = BatchRow.objects.filter(pk__in=picked).update(is_sampled=True)
    BatchJob.objects.filter(pk=job.pk).update(sampled_count=F("sampled_count") + sampled)
    _announce(job)


@transaction.atomic
def start(*, job: BatchJob) -> None:
    """Call all rows that can be and were not yet. Raises: BatchRefused."""
    if not job.total_count:
        raise BatchRefused("no_rows")
    _check_credential(job)
    _check_budget(job)
    _queue(job, _STARTABLE, "not_startable", is_trial=False)
    _announce(job)


@transaction.atomic
def pause(*, job: BatchJob) -> None:
    """Call no more rows; those in flight end and are stored. Raises: BatchRefused."""
    _claim(job, LIVE_STATUSES, "not_live", status=BatchStatus.PAUSED, reason_code="")
    _announce(job)


@transaction.atomic
def resume(*, job: BatchJob) -> None:
    """Go on with what is paused or stopped. Raises: BatchRefused."""
    _check_credential(job)
    _check_budget(job)
    if not job.left_count:
        raise BatchRefused("not_resumable")
    _queue(job, _RESUMABLE, "not_resumable")
    _announce(job)


@transaction.atomic
def stop(*, job: BatchJob) -> None:
    """End the calls at once; what is stored stays. Raises: BatchRefused."""
    stoppable = (*LIVE_STATUSES, BatchStatus.PAUSED)
    _claim(
        job,
        stoppable,
        "not_live",
        status=BatchStatus.STOPPED,
        reason_code="",
        finished_at=timezone.now(),
    )
    _announce(job)


def retry_failed(*, job: BatchJob) -> int:
    """Call the failed rows again; each keeps its error until it succeeds. Returns how many.

    Raises: BatchRefused.
    """
    _check_credential(job)
    _check_budget(job)
    if job.status not in (*_RETRYABLE, *LIVE_STATUSES):
        raise BatchRefused("not_resumable")
    count = 0
    while changed := _requeue_failed(job):
        count += changed
    if not count:
        raise BatchRefused("nothing_failed")
    with transaction.atomic():
        if job.status not in LIVE_STATUSES:
            _queue(job, _RETRYABLE, "not_resumable", is_trial=False)
        job.refresh_from_db()
        _announce(job)
    return count


@transaction.atomic
def change_pace(*, job: BatchJob, **changes: Any) -> None:
    """Change worker_num, row_timeout_seconds, retries or token_budget, while it runs too."""
    BatchJob.objects.filter(pk=job.pk).update(**changes)
    job.refresh_from_db()
    if job.status in LIVE_STATUSES:
        # More lanes may want more runners.
        _call_for_workers(job)
    _announce(job)


def _requeue_failed(job: BatchJob) -> int:
    with transaction.atomic():
        failed = BatchRow.objects.filter(job_id=job.pk, state=RowState.FAILED)
        chunk = list(failed.order_by("index").values_list("pk", flat=True)[:_ROWS_AT_ONCE])
        changed = failed.filter(pk__in=chunk).update(state=RowState.QUEUED)
        BatchJob.objects.filter(pk=job.pk).update(failed_count=F("failed_count") - changed)
    return changed


def _first_rows(rows: QuerySet[BatchRow], count: int) -> list[int]:
    return list(rows.order_by("index").values_list("pk", flat=True)[:count])


def _random_rows(rows: QuerySet[BatchRow], job: BatchJob, count: int) -> list[int]:
    """Pick rows by random places in the file: sorting a million rows by chance takes too long."""
    last = job.total_count + job.invalid_count
    picked: dict[int, None] = {}
    for index in random.sample(range(last), min(last, count * 4)):
        pk = rows.filter(index__gte=index).order_by("index").values_list("pk", flat=True).first()
        if pk is not None:
            picked[pk] = None
        if len(picked) == count:
            break
    # Near the end of a small file the chance may have missed some.
    return list(dict.fromkeys([*picked, *_first_rows(rows, count)]))[:count]


def _check_credential(job: BatchJob) -> None:
    usable = Credential.objects.usable_by(job.owner)
    if job.credential_id is None or not usable.filter(pk=job.credential_id).exists():
        raise BatchRefused("credential_unavailable")


def _check_budget(job: BatchJob) -> None:
    if job.token_budget is not None and job.total_tokens >= job.token_budget:
        raise BatchRefused("budget_used_up")


def _queue(job: BatchJob, statuses: Collection[str], refusal: str, **changes: Any) -> None:
    _claim(
        job,
        statuses,
        refusal,
        status=BatchStatus.QUEUED,
        reason_code="",
        reason_parameters={},
        queued_at=timezone.now(),
        finished_at=None,
        **changes,
    )
    _call_for_workers(job)


def _claim(job: BatchJob, statuses: Collection[str], refusal: str, **changes: Any) -> None:
    found = BatchJob.objects.filter(pk=job.pk, status__in=statuses, deleted_at__isnull=True)
    if found.update(**changes) != 1:
        raise BatchRefused(refusal)
    job.refresh_from_db()


def _call_for_workers(job: BatchJob) -> None:
    """Hint at the work, once for each runner that the job may have."""
    tasks.ask_to_run(runners_wanted(job.worker_num))


def _announce(job: BatchJob) -> None:
    job.refresh_from_db()
    announce_progress(job.uuid, progress_of(job))
