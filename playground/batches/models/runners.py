"""BatchRunner: who works on a job, and until when; BatchSample: how fast it went."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from playground.batches.models.jobs import BatchJob


class BatchRunner(models.Model):
    """A worker process at one job; it is dead once `lease_until` is past.

    Also whoever reads or checks a file is one, without lanes.
    """

    job = models.ForeignKey(BatchJob, models.CASCADE, related_name="runners")
    # The process, see execution.leases.
    owner = models.CharField(max_length=64)
    # How many calls it may make at once; those of all runners never exceed the job's worker_num.
    lanes = models.PositiveSmallIntegerField(default=0)
    in_flight = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"runner {self.pk} of batch {self.job_id}"


class BatchSample(models.Model):
    """How far a job was at one moment; the chart of the rate is drawn from these."""

    job = models.ForeignKey(BatchJob, models.CASCADE, related_name="samples", db_index=False)
    taken_at = models.DateTimeField()
    ended_count = models.PositiveIntegerField()
    total_tokens = models.PositiveBigIntegerField()

    class Meta:
        indexes = [
            # The chart, in the order of time.
            models.Index(fields=["job", "taken_at"], name="batch_sample_time"),
        ]

    def __str__(self) -> str:
        return f"sample {self.pk} of batch {self.job_id}"
