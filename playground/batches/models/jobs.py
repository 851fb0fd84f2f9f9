"""BatchJob: one file, what is asked about each of its rows, and how far that has come."""

from __future__ import annotations

import uuid
from typing import Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import Membership, Team, User
from playground.batches.models.files import BatchFile, FileFormat
from playground.credentials.models import Credential
from playground.gateway import Task

MAX_WORKERS: Final = 1_000
MAX_RETRIES: Final = 10
MAX_ROW_TIMEOUT_SECONDS: Final = 1_800


class BatchKind(models.TextChoices):
    """What is called for each row."""

    CHAT = "chat", _("Chat")
    COMPLETION = "completion", _("Completion")
    EMBEDDING = "embedding", _("Embedding")
    IMAGE = "image", _("Image")
    PLUGIN = "plugin", _("Plugin")

    @property
    def task(self) -> Task:
        return Task(self.value)


class BatchStatus(models.TextChoices):
    # Waits for its file, for whoever starts from a prompt.
    EMPTY = "empty", _("Without a file")
    READING = "reading", _("Reading the file")
    UNREADABLE = "unreadable", _("File not readable")
    DRAFT = "draft", _("Draft")
    CHECKING = "checking", _("Checking")
    CHECKED = "checked", _("Ready")
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    SUCCEEDED = "succeeded", _("Succeeded")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


# A worker reads or checks the file.
PREPARING_STATUSES: Final = (BatchStatus.READING, BatchStatus.CHECKING)
# Rows are called, or will be as soon as it is their turn.
LIVE_STATUSES: Final = (BatchStatus.QUEUED, BatchStatus.RUNNING)
ENDED_STATUSES: Final = (BatchStatus.SUCCEEDED, BatchStatus.FAILED, BatchStatus.STOPPED)
# What is asked may still be changed.
SETUP_STATUSES: Final = (
    BatchStatus.EMPTY,
    BatchStatus.READING,
    BatchStatus.UNREADABLE,
    BatchStatus.DRAFT,
    BatchStatus.CHECKING,
    BatchStatus.CHECKED,
)


class BatchJobQuerySet(models.QuerySet["BatchJob"]):
    def visible_to(self, user: User) -> BatchJobQuerySet:
        """Those that `user` may look at and download: their own, and those shown to their team."""
        # An owner who has left a team shows it nothing any more.
        memberships = Membership.objects.filter(team=OuterRef("team"), user=OuterRef("owner"))
        is_shown = Q(team__in=Team.objects.visible_to(user)) & Q(Exists(memberships))
        return self.filter(Q(owner=user) | is_shown, deleted_at__isnull=True)

    def editable_by(self, user: User) -> BatchJobQuerySet:
        """Those that `user` may set up, start, stop and delete."""
        return self.filter(owner=user, deleted_at__isnull=True)

    def deleted_of(self, user: User) -> BatchJobQuerySet:
        """Those that `user` has deleted, and may have back."""
        return self.filter(owner=user, deleted_at__isnull=False)

    def live(self) -> BatchJobQuerySet:
        return self.filter(status__in=LIVE_STATUSES, deleted_at__isnull=True)

    def preparing(self) -> BatchJobQuerySet:
        return self.filter(status__in=PREPARING_STATUSES, deleted_at__isnull=True)


class BatchJob(models.Model):
    """A batch; what is asked is fixed once a row was called, how fast it goes is not.

    Counts are kept in the transactions that store rows. `total_count` are the rows that can be
    called, `invalid_count` those that cannot; both add up to the rows of the file.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="batch_jobs")
    # Whose members may look on; nobody else's while empty.
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="batch_jobs"
    )
    name = models.CharField(_("name"), max_length=200)
    status = models.CharField(
        max_length=16, choices=BatchStatus.choices, default=BatchStatus.READING
    )
    # Why it is unreadable, paused or stopped, as a key of batches.reasons; empty for a person.
    reason_code = models.CharField(max_length=64, blank=True)
    reason_parameters = models.JSONField(default=dict, blank=True)

    # The file, and how to read it.
    file = models.ForeignKey(BatchFile, models.SET_NULL, null=True, related_name="jobs")
    file_format = models.CharField(max_length=8, choices=FileFormat.choices, blank=True)
    encoding = models.CharField(max_length=16, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    columns = models.JSONField(default=list, blank=True)

    # What is asked.
    kind = models.CharField(
        _("kind of call"), max_length=16, choices=BatchKind.choices, default=BatchKind.CHAT
    )
    credential = models.ForeignKey(
        Credential, models.SET_NULL, null=True, blank=True, related_name="batch_jobs"
    )
    credential_name = models.CharField(max_length=100, blank=True)
    provider = models.CharField(max_length=32, blank=True)
    model = models.CharField(_("model"), max_length=200, blank=True)
    endpoint = models.CharField(_("endpoint"), max_length=200, blank=True)
    # Of ERNIE Bot; a plugin application has them in its endpoint.
    plugins = models.JSONField(default=list, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    is_streaming = models.BooleanField(default=False)
    prompt_template = models.TextField(_("prompt"), blank=True)
    system_template = models.TextField(_("system prompt"), blank=True)
    # Columns whose cells, where they are not empty, beat what is set for all rows.
    model_column = models.CharField(max_length=200, blank=True)
    temperature_column = models.CharField(max_length=200, blank=True)
    system_column = models.CharField(max_length=200, blank=True)
    # A whole list of messages as JSON, in the place of the prompt.
    messages_column = models.CharField(max_length=200, blank=True)

    # How it runs; all of these may change while it does.
    worker_num = models.PositiveSmallIntegerField(
        _("calls at once"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_WORKERS)],
    )
    row_timeout_seconds = models.PositiveSmallIntegerField(
        _("time-out of a row, in seconds"),
        default=120,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_ROW_TIMEOUT_SECONDS)],
    )
    retries = models.PositiveSmallIntegerField(
        _("retries"), default=2, validators=[MaxValueValidator(MAX_RETRIES)]
    )
    token_budget = models.PositiveBigIntegerField(
        _("token budget"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    # Only the rows that were picked for a trial are called.
    is_trial = models.BooleanField(default=False)
    # It goes on by itself: is checked once it is read, and started once it is checked.
    starts_when_ready = models.BooleanField(default=False)
    # How often its preparation was begun and cut off, as by a process that was killed over it.
    preparation_attempts = models.PositiveSmallIntegerField(default=0)

    # How far it has come.
    total_count = models.PositiveIntegerField(default=0)
    invalid_count = models.PositiveIntegerField(default=0)
    succeeded_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    sampled_count = models.PositiveIntegerField(default=0)
    # Rows read or checked so far, while the status says so.
    prepared_count = models.PositiveIntegerField(default=0)
    input_tokens = models.PositiveBigIntegerField(default=0)
    output_tokens = models.PositiveBigIntegerField(default=0)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # When it began to wait for a runner: those who wait longest go first.
    queued_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    objects = BatchJobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(worker_num__gte=1, worker_num__lte=MAX_WORKERS),
                name="batch_worker_num_range",
            ),
        ]
        indexes = [
            # The list of a person, newest first.
            models.Index(
                fields=["owner", "-created_at"],
                name="batch_owner_created",
                condition=Q(deleted_at__isnull=True),
            ),
            # The list of a team.
            models.Index(
                fields=["team", "-created_at"],
                name="batch_team_created",
                condition=Q(deleted_at__isnull=True, team__isnull=False),
            ),
            # Whoever looks for work: jobs that run, wait, or are read or checked are few.
            models.Index(
                fields=["status", "queued_at"],
                name="batch_work",
                condition=Q(status__in=["queued", "running", "reading", "checking"]),
            ),
            # purging.purge_deleted.
            models.Index(
                fields=["deleted_at"], name="batch_purge", condition=Q(deleted_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.uuid} {self.status}"

    @property
    def is_live(self) -> bool:
        return self.status in LIVE_STATUSES

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED_STATUSES

    @property
    def is_in_setup(self) -> bool:
        """Tell whether what is asked may still be changed."""
        return self.status in SETUP_STATUSES and not self.ended_count

    @property
    def ended_count(self) -> int:
        return self.succeeded_count + self.failed_count

    @property
    def left_count(self) -> int:
        """Return how many rows still have to be called, those in flight included."""
        return self.total_count - self.ended_count

    @property
    def total_tokens(self) -> int:
        return self.input_tokens + self.output_tokens
