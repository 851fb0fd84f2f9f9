"""Reads the file of a job, or checks its rows, whichever its status asks for."""

from __future__ import annotations

import logging
from typing import Final

from django.db import InterfaceError, OperationalError
from django.db.models import F

from playground.batches.execution.leases import LeaseLost, acquire, release
from playground.batches.models import PREPARING_STATUSES, BatchJob, BatchRunner, BatchStatus
from playground.batches.preparation import checking, loading
from playground.batches.preparation.work import Stopped, Superseded, Work
from playground.runs.generation import INTERNAL_ERROR

logger = logging.getLogger(__name__)

# A file that ends its process so often would do so for ever, and take others' work with it.
MAX_ATTEMPTS: Final = 5


def prepare(job_id: int) -> None:
    """Do what a job waits for, unless somebody is at it.

    What a dead process has begun is begun anew. An outage of the database ends this: the
    scheduler asks again once the lease is over.
    """
    try:
        while (runner := acquire(job_id, statuses=PREPARING_STATUSES)) is not None:
            if not _prepare_under(runner):
                return
    except (OperationalError, InterfaceError) as exc:
        logger.warning("Batch %s is prepared later: %s", job_id, type(exc).__name__)


def _prepare_under(runner: BatchRunner) -> bool:
    """Do it under a lease; tells whether there may be more to do."""
    job = BatchJob.objects.filter(pk=runner.job_id)
    job.update(preparation_attempts=F("preparation_attempts") + 1)
    try:
        _prepare(runner)
    except Superseded:
        # Perhaps somebody wants another file read, and could not have the lease.
        logger.info("Batch %s wants something else by now", runner.job_id)
    except LeaseLost:
        logger.warning("Runner %s of batch %s lost its lease", runner.pk, runner.job_id)
        return False
    except Stopped:
        job.update(preparation_attempts=0)
        release(runner)
        return False
    job.update(preparation_attempts=0)
    release(runner)
    return True


def _prepare(runner: BatchRunner) -> None:
    job = BatchJob.objects.preparing().select_related("file").filter(pk=runner.job_id).first()
    if job is None:
        raise Superseded
    is_reading = job.status == BatchStatus.READING
    work = Work(job, runner, loading.WANTED if is_reading else checking.WANTED)
    if job.preparation_attempts > MAX_ATTEMPTS:
        logger.error("Batch %s was cut off %s times while it was prepared", job.pk, MAX_ATTEMPTS)
        _settle(work, "preparation_cut_off", is_reading=is_reading)
        return
    try:
        if is_reading:
            loading.load(work)
        else:
            checking.check(work)
    except (Superseded, LeaseLost, Stopped, OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Batch %s could not be prepared", job.pk)
        _settle(work, INTERNAL_ERROR, is_reading=is_reading)


def _settle(work: Work, code: str, *, is_reading: bool) -> None:
    """Let a person see that it failed, rather than try it for ever."""
    if is_reading:
        loading.give_up(work, code, {})
        return
    with work.transaction():
        work.change(
            status=BatchStatus.DRAFT,
            starts_when_ready=False,
            reason_code=code,
            reason_parameters={},
        )
