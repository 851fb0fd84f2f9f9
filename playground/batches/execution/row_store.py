"""The rows of one runner in the database: stores what has ended, claims what comes next.

One transaction does all of it, under the runner's lease: where that is lost, nothing is written.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from playground.batches.execution.leases import LeaseLost, is_alive
from playground.batches.execution.row_writes import natural, store_rows
from playground.batches.execution.values import ClaimedRow, Cycle, EndedRow, PauseWish, Writes
from playground.batches.models import (
    LIVE_STATUSES,
    BatchJob,
    BatchRow,
    BatchRunner,
    BatchStatus,
    RowState,
)
from playground.lib.compiled_queries import CompiledQuery

_GIVE_BACK = """
UPDATE batches_batchrow SET state = 'queued', runner_id = NULL, attempts = attempts + %s
WHERE id = %s AND state = 'running' AND runner_id = %s
"""
_RETURN_ROWS = """
UPDATE batches_batchrow SET state = 'queued', runner_id = NULL, attempts = attempts + 1
WHERE job_id = %s AND state = 'running' AND runner_id = %s
"""
_CLAIM = """
UPDATE batches_batchrow SET state = 'running', runner_id = %s WHERE id IN (
SELECT id FROM batches_batchrow WHERE job_id = %s AND state = 'queued' AND "index" >= %s {condition}
ORDER BY "index" LIMIT %s {lock}) RETURNING id, "index", inputs
"""
# Locks the runner, too: whoever takes it for dead waits until its rows are stored.
_SIGN_OF_LIFE = "UPDATE batches_batchrunner SET in_flight = %s WHERE id = %s"
_COUNT = """
UPDATE batches_batchjob SET succeeded_count = succeeded_count + %s,
failed_count = failed_count + %s, input_tokens = input_tokens + %s,
output_tokens = output_tokens + %s WHERE id = %s
"""
# These run many times a second, when the ORM would take longer to write them than all else does.
_job = CompiledQuery(lambda pk: BatchJob.objects.filter(pk=pk, deleted_at__isnull=True), -1)


class RowStore:
    """The database side of one runner; all of it runs in one thread."""

    def __init__(self, runner: BatchRunner) -> None:
        self._runner = runner
        # Rows before it are most likely claimed: an index full of what is gone is slow to search.
        self._next_index = 0

    def cycle(
        self, writes: Writes, *, wanted: int, in_flight: int, claimed_besides: int = 0
    ) -> Cycle:
        """Store, and claim up to `wanted` rows if the job goes on; both only under the lease.

        `claimed_besides` are rows that wait for a lane, and those in flight of other runners.
        Raises: LeaseLost.
        """
        with transaction.atomic():
            self._check_lease(in_flight)
            self._store(writes.ended)
            self._give_back(writes.given_back)
            self._count(writes.ended)
            if writes.pause is not None:
                self._pause(writes.pause)
            job = self._job()
            if _is_budget_spent(job):
                _stop_at_budget(job)
            claimed: list[ClaimedRow] = []
            if job.status in LIVE_STATUSES and wanted > 0:
                _say_that_it_runs(job)
                count = _within_budget(job, wanted, in_flight + claimed_besides)
                claimed = self._claim(job, count)
        return Cycle(job, claimed)

    def finish(self) -> BatchJob:
        """End the lease, and the job too if none of its rows is left; return the job.

        Raises: LeaseLost.
        """
        with transaction.atomic():
            job = BatchJob.objects.select_for_update().filter(pk=self._runner.job_id).first()
            if job is None or not BatchRunner.objects.filter(pk=self._runner.pk).delete()[0]:
                raise LeaseLost
            # Claimed in a transaction of which the database never said that it went through.
            return_rows(self._runner)
            if job.status in LIVE_STATUSES:
                if not self._is_work_left(job):
                    end_job(job)
                elif not job.runners.filter(is_alive()).exists():
                    # It has given way, or the worker ends.
                    job.status, job.queued_at = BatchStatus.QUEUED, timezone.now()
                    job.save(update_fields=["status", "queued_at"])
        return job

    def _check_lease(self, in_flight: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_SIGN_OF_LIFE, [in_flight, self._runner.pk])
            if not cursor.rowcount:
                raise LeaseLost

    def _store(self, ended: list[EndedRow]) -> None:
        if ended and store_rows(ended, self._runner.pk) != len(ended):
            raise LeaseLost

    def _give_back(self, rows: list[ClaimedRow]) -> None:
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(
                    _GIVE_BACK, [(row.attempts, row.pk, self._runner.pk) for row in rows]
                )

    def _count(self, ended: list[EndedRow]) -> None:
        if not ended:
            return
        succeeded = sum(each.state == RowState.SUCCEEDED for each in ended)
        usages = [each.answer.usage for each in ended if each.answer.usage is not None]
        counts = [
            succeeded,
            len(ended) - succeeded,
            sum(natural(usage.input_tokens) or 0 for usage in usages),
            sum(natural(usage.output_tokens) or 0 for usage in usages),
        ]
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [*counts, self._runner.job_id])

    def _pause(self, wish: PauseWish) -> None:
        again = BatchRow.objects.filter(pk__in=wish.rows, state=RowState.FAILED)
        count = again.update(state=RowState.QUEUED)
        jobs = BatchJob.objects.filter(pk=self._runner.job_id)
        jobs.update(failed_count=F("failed_count") - count)
        jobs.filter(status__in=LIVE_STATUSES).update(
            status=BatchStatus.PAUSED,
            reason_code=wish.reason_code,
            reason_parameters=wish.reason_parameters,
        )

    def _job(self) -> BatchJob:
        job = _job.first(self._runner.job_id)
        if job is None:
            raise LeaseLost
        return job

    def _claim(self, job: BatchJob, count: int) -> list[ClaimedRow]:
        if count <= 0:
            return []
        rows = self._claim_from(self._next_index, job, count)
        if len(rows) < count and self._next_index:
            # What was given back, or is retried, stands further up.
            rows += self._claim_from(0, job, count - len(rows))
        self._next_index = rows[-1].index + 1 if rows else 0
        return rows

    def _claim_from(self, index: int, job: BatchJob, count: int) -> list[ClaimedRow]:
        is_postgres = connection.vendor == "postgresql"
        query = _CLAIM.format(
            condition="AND is_sampled" if job.is_trial else "",
            lock="FOR UPDATE SKIP LOCKED" if is_postgres else "",
        )
        with connection.cursor() as cursor:
            cursor.execute(query, [self._runner.pk, job.pk, index, count])
            rows = [ClaimedRow(pk, number, inputs) for pk, number, inputs in cursor.fetchall()]
        return sorted(rows, key=lambda row: row.index)

    def _is_work_left(self, job: BatchJob) -> bool:
        running = BatchRow.objects.filter(job_id=job.pk, state=RowState.RUNNING)
        return queued_rows(job).exists() or running.exists()


def queued_rows(job: BatchJob) -> QuerySet[BatchRow]:
    """Return the rows of a job that are to be called and that nobody has claimed."""
    rows = BatchRow.objects.filter(job_id=job.pk, state=RowState.QUEUED)
    return rows.filter(is_sampled=True) if job.is_trial else rows


def return_rows(runner: BatchRunner) -> int:
    """Let others call what a runner that is gone had claimed; return how many rows that was."""
    with connection.cursor() as cursor:
        cursor.execute(_RETURN_ROWS, [runner.job_id, runner.pk])
        return int(cursor.rowcount)


def end_job(job: BatchJob) -> None:
    """Give a job that has no rows left to call the status that it has reached."""
    if job.is_trial:
        job.status = BatchStatus.CHECKED
        job.is_trial = False
    else:
        is_failed = job.failed_count > 0 and not job.succeeded_count
        job.status = BatchStatus.FAILED if is_failed else BatchStatus.SUCCEEDED
        job.finished_at = timezone.now()
    job.save(update_fields=["status", "is_trial", "finished_at"])


def _say_that_it_runs(job: BatchJob) -> None:
    """Take a job that was resumed before its runner was gone out of the queue again."""
    if job.status == BatchStatus.QUEUED:
        job.status = BatchStatus.RUNNING
        queued = BatchJob.objects.filter(pk=job.pk, status=BatchStatus.QUEUED)
        queued.update(status=BatchStatus.RUNNING)


def _is_budget_spent(job: BatchJob) -> bool:
    if job.token_budget is None or job.status not in LIVE_STATUSES or not job.left_count:
        return False
    return job.total_tokens >= job.token_budget


def _stop_at_budget(job: BatchJob) -> None:
    job.status, job.reason_code = BatchStatus.STOPPED, "token_budget"
    job.finished_at = timezone.now()
    BatchJob.objects.filter(pk=job.pk, status__in=LIVE_STATUSES).update(
        status=job.status, reason_code=job.reason_code, finished_at=job.finished_at
    )


def _within_budget(job: BatchJob, wanted: int, claimed_before: int) -> int:
    """Claim no more rows than the budget lets expect to be paid, those claimed before included."""
    if job.token_budget is None:
        return wanted
    left = job.token_budget - job.total_tokens
    if left <= 0:
        return 0
    if not job.ended_count or not job.total_tokens:
        return wanted
    mean = job.total_tokens / job.ended_count
    # One at least: else a budget of less than a row would wait for ever.
    return min(wanted, max(0 if claimed_before else 1, int(left / mean) - claimed_before))
