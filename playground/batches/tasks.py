"""What the queue and the scheduler ask of batches. A message is a hint: the database knows.

So it is acknowledged at once: a worker that has lost Redis would end over what it could not, and a
long task would be handed out again.
"""

from __future__ import annotations

from functools import partial

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from playground.batches import purging
from playground.batches.execution import turns
from playground.batches.preparation import preparing

# A hint that nobody had time for is given anew by the scheduler.
HINT_SECONDS = 60


def ask_to_run(times: int) -> None:
    """Hint so often at jobs that wait, once this transaction is through."""
    for _ in range(times):
        # Without Redis the scheduler gives the hint later.
        transaction.on_commit(run_batches.delay, robust=True)


def ask_to_prepare(batch_job_id: int) -> None:
    """Hint at a file to read, or at rows to check, once this transaction is through."""
    transaction.on_commit(partial(prepare_batch.delay, batch_job_id=batch_job_id), robust=True)


@shared_task(expires=HINT_SECONDS, acks_late=False)  # type: ignore[untyped-decorator]
def run_batches(**kwargs: object) -> None:
    """Work on the jobs that wait, one after the other, until none is left for this process."""
    turns.run_waiting_jobs()


@shared_task(acks_late=False)  # type: ignore[untyped-decorator]
def prepare_batch(*, batch_job_id: int, **kwargs: object) -> None:
    """Read the file of a job, or check its rows, whichever its status asks for."""
    preparing.prepare(batch_job_id)


@shared_task(acks_late=False)  # type: ignore[untyped-decorator]
def recover_batches(**kwargs: object) -> None:
    """Give back what dead workers held, and call for workers where work waits."""
    # The tasks of this module are what it sends.
    turns.recover(send_run=run_batches.delay, send_prepare=_send_prepare)


def _send_prepare(batch_job_id: int) -> None:
    prepare_batch.delay(batch_job_id=batch_job_id)


@shared_task  # type: ignore[untyped-decorator]
def purge_batches(**kwargs: object) -> None:
    """Erase what was deleted a while ago."""
    purging.purge(now=timezone.now())
