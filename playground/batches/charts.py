"""The points of the chart of the rate: how far a job was at which moment."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from playground.batches.models import BatchJob, BatchStatus
from playground.batches.progress import NO_PACE, Pace

# Wider than the chart has room for points.
MOST_POINTS = 300
# What a job did in this time is how fast it goes now.
PACE_WINDOW = timedelta(seconds=30)

# Seconds since the epoch, rows that have ended, tokens used.
Point = tuple[float, int, int]


def rate_points(job: BatchJob) -> list[Point]:
    """Return moments of a job in the order of time, evenly thinned where there are many."""
    samples = job.samples.order_by("taken_at")
    step = -(-samples.count() // MOST_POINTS)
    if step > 1:
        samples = samples.annotate(rest=F("pk") % step).filter(rest=0)
    rows = samples.values_list("taken_at", "ended_count", "total_tokens")
    return [(taken_at.timestamp(), ended, tokens) for taken_at, ended, tokens in rows]


def last_pace(job: BatchJob) -> Pace:
    """Say how fast a job goes, from what was kept of its last seconds; or went, if it is over."""
    if job.started_at and job.finished_at and job.is_ended:
        took = (job.finished_at - job.started_at).total_seconds()
        return Pace(job.ended_count / took, job.total_tokens / took) if took > 0 else NO_PACE
    if job.status != BatchStatus.RUNNING:
        return NO_PACE
    now = timezone.now()
    since = job.samples.filter(taken_at__gte=now - PACE_WINDOW).order_by("taken_at").first()
    if since is None or now - since.taken_at < timedelta(seconds=1):
        return NO_PACE
    seconds = (now - since.taken_at).total_seconds()
    rows_per_second = (job.ended_count - since.ended_count) / seconds
    target = job.sampled_count if job.is_trial else job.total_count
    return Pace(
        rows_per_second=rows_per_second,
        tokens_per_second=(job.total_tokens - since.total_tokens) / seconds,
        eta_seconds=(target - job.ended_count) / rows_per_second if rows_per_second > 0 else None,
    )
