"""Where a job stands by the database, for whoever comes later than the messages did."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum
from django.utils import timezone

from playground.batches.charts import last_pace
from playground.batches.models import BatchJob
from playground.batches.progress import Progress, progress_of


def current_progress(job: BatchJob) -> Progress:
    return progress_of(job, running=rows_in_flight(job), pace=last_pace(job))


def rows_in_flight(job: BatchJob) -> int:
    """Return how many rows are being called now by workers that are alive; also after a pause."""
    alive = job.runners.filter(lease_until__gt=timezone.now())
    return alive.aggregate(total=Sum("in_flight"))["total"] or 0


@dataclass(frozen=True, slots=True)
class Bar:
    """How a job's bar is drawn: widths in thousandths of it, which add up to 1000 at the end."""

    succeeded: int
    failed: int
    running: int
    ended: int
    left: int
    percent: int

    @property
    def ended_width(self) -> int:
        return self.succeeded + self.failed


def bar_of(progress: Progress) -> Bar:
    target = progress.target
    ended = progress.succeeded + progress.failed
    succeeded, failed, running = (
        min(1000, round(count * 1000 / target)) if target else 0
        for count in (progress.succeeded, progress.failed, progress.running)
    )
    return Bar(
        succeeded=succeeded,
        failed=min(failed, 1000 - succeeded),
        running=min(running, max(0, 1000 - succeeded - failed)),
        ended=ended,
        left=max(0, target - ended - progress.running),
        # Not before it is so.
        percent=min(100, ended * 100 // target) if target else 0,
    )


def elapsed_seconds(job: BatchJob) -> float | None:
    """Return how long a job has run, or did; None before its first row was called."""
    if job.started_at is None:
        return None
    return ((job.finished_at or timezone.now()) - job.started_at).total_seconds()
