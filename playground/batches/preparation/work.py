"""One turn of work on a job: writes only while its lease holds and the job wants the same."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import transaction

from playground.batches.execution.leases import LeaseLost, renew
from playground.batches.execution.turns import is_stopping
from playground.batches.models import BatchJob, BatchRunner
from playground.batches.progress import announce_progress, progress_of

_PROGRESS_SECONDS: Final = 0.25


class Superseded(Exception):
    """The job was deleted, or wants something else by now."""


class Stopped(Exception):
    """This process is to end; another one begins anew."""


class Work:
    """What is done about one job under one lease.

    `wanted` names the fields of the job which, together with its status, say what is to be done.
    """

    def __init__(self, job: BatchJob, runner: BatchRunner, wanted: tuple[str, ...]) -> None:
        self.job = job
        self._runner = runner
        self._wanted = {name: getattr(job, name) for name in ("status", "deleted_at", *wanted)}
        self._told_at = time.monotonic()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Open a transaction in which the job may be written.

        Raises: Superseded, LeaseLost.
        """
        with transaction.atomic():
            # Whoever wants to take the lease over, or change the job, waits for the end of this.
            found = BatchJob.objects.select_for_update().filter(pk=self.job.pk)
            if found.values(*self._wanted).first() != self._wanted:
                raise Superseded
            runners = BatchRunner.objects.filter(job_id=self.job.pk, pk__gte=self._runner.pk)
            # A later one took this for dead, and throws away what it finds.
            if list(runners.values_list("pk", flat=True)) != [self._runner.pk]:
                raise LeaseLost
            yield

    def tell(self, prepared_count: int, **changes: Any) -> None:
        """Say how many rows are done; may be called for each of them, as it is told at times.

        `changes` of the job are made in any case.
        Raises: Superseded, LeaseLost, Stopped.
        """
        now = time.monotonic()
        if now - self._told_at < _PROGRESS_SECONDS and not changes:
            return
        self._told_at = now
        if is_stopping():
            raise Stopped
        with self.transaction():
            renew(self._runner)
            self.change(prepared_count=prepared_count, **changes)

    def change(self, **values: Any) -> None:
        """Change the job and tell the pages that watch, once the transaction is through."""
        BatchJob.objects.filter(pk=self.job.pk).update(**values)
        for name, value in values.items():
            setattr(self.job, name, value)
        announce_progress(self.job.uuid, progress_of(self.job))
