"""Comparison: one prompt; ComparisonColumn: to whom it was put, and the run that answers."""

from __future__ import annotations

import uuid
from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import User
from playground.credentials.models import Credential
from playground.gateway import ChatMessage, Task
from playground.runs.models import Run, RunKind

MIN_COLUMNS: Final = 2
MAX_COLUMNS: Final = 6


class ComparisonKind(models.TextChoices):
    CHAT = "chat", _("Chat")
    COMPLETION = "completion", _("Completion")

    @property
    def task(self) -> Task:
        return Task(self.value)

    @property
    def run_kind(self) -> RunKind:
        return RunKind(self.value)


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def visible_to(self, user: User) -> ComparisonQuerySet:
        return self.filter(owner=user)

    def editable_by(self, user: User) -> ComparisonQuerySet:
        """Those that `user` may name, keep, delete, and call again."""
        return self.filter(owner=user)


class Comparison(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    owner = models.ForeignKey(User, models.CASCADE, related_name="comparisons")
    title = models.CharField(_("title"), max_length=200, blank=True)
    kind = models.CharField(
        max_length=16, choices=ComparisonKind.choices, default=ComparisonKind.CHAT
    )
    prompt = models.TextField(_("prompt"))
    system = models.TextField(_("system prompt"), blank=True)
    # What was said before the prompt: objects with `role` and `content`, a question first.
    turns = models.JSONField(default=list, blank=True)
    is_kept = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        indexes = [
            # The list of a person, newest first.
            models.Index(fields=["owner", "-created_at", "-id"], name="comparison_list"),
        ]

    def __str__(self) -> str:
        return f"comparison {self.uuid}"

    @property
    def earlier_turns(self) -> tuple[ChatMessage, ...]:
        """What every column is told before the prompt."""
        return tuple(ChatMessage(turn["role"], turn["content"]) for turn in self.turns)


class ComparisonColumn(models.Model):
    """One of those who are asked. `run` is empty where the call could not even be made.

    A run that is made again takes the place of the one before, which stays in the history.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="columns")
    position = models.PositiveSmallIntegerField()
    credential = models.ForeignKey(
        Credential, models.SET_NULL, null=True, related_name="comparison_columns"
    )
    provider = models.CharField(max_length=32, blank=True)
    model = models.CharField(max_length=200, blank=True)
    endpoint = models.CharField(max_length=200, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    run = models.OneToOneField(Run, models.SET_NULL, null=True, related_name="comparison_column")
    # Why there is no run, as a `CallRefused`.
    error_code = models.CharField(max_length=64, blank=True)
    error_parameters = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["comparison", "position"], name="comparison_column_position"
            ),
        ]

    def __str__(self) -> str:
        return f"column {self.uuid}"

    @property
    def name(self) -> str:
        """What is asked."""
        return self.endpoint or self.model
