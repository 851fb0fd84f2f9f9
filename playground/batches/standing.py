"""Where a job stands by the database, for whoever comes later than the messages did."""

from __future__ import annotations

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
