"""Whose turn it is: picks jobs for this process, and calls for workers where work waits."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

import celery.worker.state
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from playground.batches.execution.leases import (
    acquire,
    is_alive,
    is_gone,
    runners_wanted,
)
from playground.batches.execution.row_store import queued_rows, return_rows
from playground.batches.execution.runner import run_job
from playground.batches.models import LIVE_STATUSES, BatchJob, BatchRunner, BatchStatus

logger = logging.getLogger(__name__)

_slots = threading.BoundedSemaphore(settings.BATCH_RUNNERS_PER_PROCESS)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A job that may have room for a runner."""

    job: BatchJob
    runners: int

    @property
    def wanted(self) -> int:
        return runners_wanted(self.job.worker_num)

    @property
    def queued_at(self) -> float:
        return self.job.queued_at.timestamp() if self.job.queued_at else 0.0

    def has_room(self) -> bool:
        if not self.runners:
            return True
        # Another one would find nothing to do, and would look for work again at once.
        return self.runners < self.wanted and queued_rows(self.job).exists()


def run_waiting_jobs() -> None:
    """Work on jobs, one after the other, until none waits that this process could serve."""
    if not _slots.acquire(blocking=False):
        # As many as may be are at it, and each will look for the next job itself.
        return
    try:
        while not is_stopping() and (runner := _next_runner()) is not None:
            run_job(runner, is_stopping=is_stopping, is_full=is_full)
    finally:
        _slots.release()


def is_stopping() -> bool:
    """Was this worker told to end?"""
    state = celery.worker.state
    return any(
        each is not None and each is not False
        for each in (state.should_stop, state.should_terminate)
    )


def is_full() -> bool:
    """Does this process work on as many jobs as it may?"""
    if _slots.acquire(blocking=False):
        _slots.release()
        return False
    return True


def recover(*, send_run: Callable[[], object], send_prepare: Callable[[int], object]) -> None:
    """Free what dead runners held, and call for workers where nobody is at work."""
    for runner in BatchRunner.objects.filter(~is_alive()):
        _bury(runner, ~is_alive())
    if settings.IS_EMBEDDED:
        # What a killed server held need not wait for the end of its lease.
        for runner in BatchRunner.objects.all():
            if is_gone(runner.owner):
                _bury(runner, Q())
    busy = BatchRunner.objects.filter(is_alive()).values("job_id")
    for pk in BatchJob.objects.preparing().exclude(pk__in=busy).values_list("pk", flat=True):
        send_prepare(pk)
    missing = sum(each.wanted - each.runners for each in _candidates())
    for _ in range(min(missing, settings.BATCH_RUNNERS_PER_PROCESS)):
        send_run()


def _next_runner() -> BatchRunner | None:
    """Take the job whose owner is served least, of these the one that waits longest."""
    candidates = _candidates()
    served: Counter[int] = Counter()
    for owner in BatchRunner.objects.filter(is_alive()).values_list("job__owner_id", flat=True):
        served[owner] += 1
    candidates.sort(key=lambda each: (served[each.job.owner_id], each.runners, each.queued_at))
    for candidate in candidates:
        runner = acquire(
            candidate.job.pk,
            statuses=LIVE_STATUSES,
            max_runners=candidate.wanted,
            lanes=ceil(candidate.job.worker_num / (candidate.runners + 1)),
        )
        if runner is not None:
            return runner
    return None


def _candidates() -> list[_Candidate]:
    runners = Counter(
        BatchRunner.objects.filter(is_alive(), job__status__in=LIVE_STATUSES).values_list(
            "job_id", flat=True
        )
    )
    jobs = BatchJob.objects.live().only("owner_id", "worker_num", "queued_at", "is_trial")
    candidates = (_Candidate(job, runners[job.pk]) for job in jobs)
    return [candidate for candidate in candidates if candidate.has_room()]


def _bury(runner: BatchRunner, is_dead: Q) -> None:
    with transaction.atomic():
        if not BatchRunner.objects.filter(is_dead, pk=runner.pk).delete()[0]:
            # It has given a sign meanwhile, or somebody else has buried it.
            return
        count = return_rows(runner)
        BatchJob.objects.filter(pk=runner.job_id, status=BatchStatus.RUNNING).update(
            status=BatchStatus.QUEUED, queued_at=Now()
        )
    logger.warning(
        "Runner %s of batch %s is gone; %s rows are called again", runner.pk, runner.job_id, count
    )
