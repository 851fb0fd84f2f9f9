"""BatchRow: one line of the file and what came of it; BatchFault: what is wrong with one."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from playground.batches.models.jobs import BatchJob


class RowState(models.TextChoices):
    INVALID = "invalid", _("Invalid")
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Succeeded")
    FAILED = "failed", _("Failed")


class BatchRow(models.Model):
    """One row. What failed keeps its error until it succeeds.

    `index` counts from 0 in the order of the file, `line` is where the row begins in it, from 1.
    """

    # Both in the unique constraint, whose index serves them. What deletes a job, or its owner, must
    # not delete a million rows in one go: what is left of it is for the purge.
    job = models.ForeignKey(
        BatchJob, models.DO_NOTHING, related_name="rows", db_index=False, db_constraint=False
    )
    index = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    # The cells as a JSON list of texts, in the order of the job's columns.
    inputs = models.TextField()
    state = models.CharField(max_length=10, choices=RowState.choices, default=RowState.QUEUED)
    is_sampled = models.BooleanField(default=False)
    # Who calls it now: a BatchRunner, which may be gone.
    runner_id = models.BigIntegerField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    output = models.TextField(blank=True, default="")
    reasoning = models.TextField(blank=True, default="")
    # An embedding as little-endian 32-bit floats.
    vector = models.BinaryField(null=True)
    # Pictures as a list of {"name", "media_type", "size_bytes"}; names are of the batch storage.
    images = models.JSONField(null=True)
    error_code = models.CharField(max_length=64, blank=True, default="")
    error_message = models.TextField(blank=True, default="")
    error_parameters = models.JSONField(default=dict, blank=True)
    finish_reason = models.CharField(max_length=32, blank=True, default="")
    model = models.CharField(max_length=200, blank=True, default="")
    request_id = models.CharField(max_length=200, blank=True, default="")
    input_tokens = models.PositiveIntegerField(null=True)
    output_tokens = models.PositiveIntegerField(null=True)
    ttft_ms = models.PositiveIntegerField(null=True)
    latency_ms = models.PositiveIntegerField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Also the table in the order of the file, and downloads.
            models.UniqueConstraint(fields=["job", "index"], name="batch_row_once"),
        ]
        indexes = [
            # execution.claims: the next rows to call.
            models.Index(
                fields=["job", "index"], name="batch_row_queued", condition=Q(state="queued")
            ),
            # The same in a trial, and its rows on the page.
            models.Index(
                fields=["job", "index"], name="batch_row_sampled", condition=Q(is_sampled=True)
            ),
            # What a lost runner leaves, and the running rows on the page: they are never many.
            models.Index(
                fields=["job", "index"], name="batch_row_running", condition=Q(state="running")
            ),
            # The rows on the page that succeeded, where few have yet.
            models.Index(
                fields=["job", "index"], name="batch_row_succeeded", condition=Q(state="succeeded")
            ),
            # The failed rows on the page, and those to retry.
            models.Index(
                fields=["job", "index"], name="batch_row_failed", condition=Q(state="failed")
            ),
            models.Index(
                fields=["job", "index"], name="batch_row_invalid", condition=Q(state="invalid")
            ),
            # Downloads: is there any, and so a column for it?
            models.Index(fields=["job"], name="batch_row_reasoning", condition=Q(reasoning__gt="")),
        ]

    def __str__(self) -> str:
        return f"row {self.index} of batch {self.job_id}"

    @property
    def cells(self) -> list[str]:
        cells: list[str] = orjson.loads(self.inputs)
        return cells

    @property
    def is_ended(self) -> bool:
        return self.state in (RowState.SUCCEEDED, RowState.FAILED)


class FaultStage(models.TextChoices):
    # The row cannot be read, whatever is asked about it.
    FILE = "file", _("File")
    # What is asked makes no call of it.
    REQUEST = "request", _("Request")


class BatchFault(models.Model):
    """One thing that is wrong with one row; `code` is a key of batches.faults."""

    # Left to the purge, like rows.
    job = models.ForeignKey(
        BatchJob, models.DO_NOTHING, related_name="faults", db_index=False, db_constraint=False
    )
    stage = models.CharField(max_length=8, choices=FaultStage.choices)
    row_index = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    # Name of the column; empty where the fault is of the whole row.
    column = models.CharField(max_length=200, blank=True)
    # The beginning of what stands there.
    value = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=64)
    parameters = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            # The list of faults in the order of the file, and its download.
            models.Index(fields=["job", "line", "id"], name="batch_fault_line"),
        ]

    def __str__(self) -> str:
        return f"{self.code} in line {self.line} of batch {self.job_id}"

    @property
    def message_parameters(self) -> dict[str, Any]:
        return dict(self.parameters)
