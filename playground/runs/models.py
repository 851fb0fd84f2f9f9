"""Run: a call to a provider, with what it cost and how it ended.

Every call is one but those for the rows of batches, whose record is the row itself.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import User
from playground.credentials.models import Credential
from playground.gateway import FinishReason


class RunKind(models.TextChoices):
    CHAT = "chat", _("Chat")
    COMPLETION = "completion", _("Completion")
    EMBEDDING = "embedding", _("Embedding")
    PLUGIN = "plugin", _("Plugin")
    IMAGE = "image", _("Image")
    IMAGE_TO_TEXT = "image_to_text", _("Image to text")
    CREDENTIAL_TEST = "credential_test", _("Credential test")


class RunStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Succeeded")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")
    INTERRUPTED = "interrupted", _("Interrupted")


LIVE_STATUSES = (RunStatus.QUEUED, RunStatus.RUNNING)
UNFINISHED_STATUSES = (RunStatus.STOPPED, RunStatus.FAILED, RunStatus.INTERRUPTED)
_SHORTEST_GENERATING_MS = 100
# What timeline.py looks at.
TIMELINE = (
    *("kind", "status", "credential", "model", "endpoint", "title"),
    *("input_tokens", "output_tokens"),
)


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: User) -> RunQuerySet:
        return self.filter(user=user)

    def live(self) -> RunQuerySet:
        return self.filter(status__in=LIVE_STATUSES)


class Run(models.Model):
    """One call; its texts are checkpointed while it is live, and whole once it ended."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=16, choices=RunKind.choices)
    # The beginning of what was asked, on one line.
    title = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=16, choices=RunStatus.choices, default=RunStatus.QUEUED)
    credential = models.ForeignKey(Credential, models.SET_NULL, null=True, related_name="runs")
    credential_name = models.CharField(max_length=100)
    provider = models.CharField(max_length=32)
    model = models.CharField(max_length=200, blank=True)
    endpoint = models.CharField(max_length=200, blank=True)
    # What was sent and what came back, with every secret masked.
    request = models.JSONField(default=dict)
    response = models.JSONField(null=True)
    output = models.TextField(blank=True)
    reasoning = models.TextField(blank=True)
    # What the run did beside writing, as lines of JSON: see steps.py.
    steps = models.TextField(blank=True)
    finish_reason = models.CharField(max_length=32, blank=True)
    needs_clear_history = models.BooleanField(default=False)
    request_id = models.CharField(max_length=200, blank=True)
    error_code = models.CharField(max_length=64, blank=True)
    error_message = models.TextField(blank=True)
    error_parameters = models.JSONField(default=dict, blank=True)
    is_retryable = models.BooleanField(default=False)
    input_tokens = models.PositiveIntegerField(null=True)
    output_tokens = models.PositiveIntegerField(null=True)
    ttft_ms = models.PositiveIntegerField(null=True)
    latency_ms = models.PositiveIntegerField(null=True)
    # Of the latency, what went by here: for rate limits, and between attempts.
    waited_ms = models.PositiveIntegerField(null=True)
    # The server process that generates, and its last sign of life.
    owner = models.CharField(max_length=64, blank=True)
    heartbeat_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        indexes = [
            # Live runs are few: those of a person (is this branch busy?), and those of everybody
            # (services.close_interrupted_runs).
            models.Index(
                fields=["user", "heartbeat_at"],
                name="run_live",
                condition=Q(status__in=["queued", "running"]),
            ),
            # The timeline of a person, newest first. All that it is filtered by and adds up
            # stands in the index, so that no query reads the long texts of the table.
            models.Index(fields=["user", "-created_at", "-id", *TIMELINE], name="run_timeline"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid} {self.status}"

    @property
    def is_live(self) -> bool:
        return self.status in LIVE_STATUSES

    @property
    def is_truncated(self) -> bool:
        return self.finish_reason == FinishReason.LENGTH

    @property
    def can_continue(self) -> bool:
        """Did this run end before the model was done?"""
        return self.status in UNFINISHED_STATUSES or (
            self.status == RunStatus.SUCCEEDED and self.is_truncated
        )

    @property
    def tokens_per_second(self) -> float | None:
        """Output tokens over the time after the first delta.

        None where either is unknown, and where the time is too short to tell anything.
        """
        if not self.output_tokens or self.latency_ms is None or self.ttft_ms is None:
            return None
        generating_ms = self.latency_ms - self.ttft_ms
        if generating_ms < _SHORTEST_GENERATING_MS:
            return None
        return self.output_tokens * 1000 / generating_ms
