"""PluginTalk, and PluginTurn: a question to plugins, whose answer lives in its run."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import User
from playground.credentials.models import Credential
from playground.runs.models import Run


class TalkKind(models.TextChoices):
    APPLICATION = "application", _("Plugin application")
    ERNIE = "ernie", _("ERNIE Bot plugins")


class PluginTalkQuerySet(models.QuerySet["PluginTalk"]):
    def visible_to(self, user: User) -> PluginTalkQuerySet:
        return self.filter(owner=user)

    def editable_by(self, user: User) -> PluginTalkQuerySet:
        """Those that `user` may continue and delete."""
        return self.filter(owner=user)


class PluginTalk(models.Model):
    """Questions and answers one after another, and with what the next one is called."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="plugin_talks")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=TalkKind.choices)
    credential = models.ForeignKey(
        Credential, models.SET_NULL, null=True, related_name="plugin_talks"
    )
    provider = models.CharField(max_length=32, blank=True)
    model = models.CharField(max_length=200, blank=True)
    endpoint = models.CharField(max_length=200, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = PluginTalkQuerySet.as_manager()

    class Meta:
        indexes = [
            # The talks of a person, the last used first.
            models.Index(fields=["owner", "-updated_at", "-id"], name="plugin_talk_list"),
        ]

    # The fields that `take_settings` sets.
    SETTINGS: ClassVar = ("credential", "provider", "model", "endpoint", "parameters")

    def __str__(self) -> str:
        return f"plugin talk {self.uuid}"

    def take_settings(self, settings: object) -> None:
        """Keep these settings for the next question; they have the fields of `SETTINGS`."""
        for name in self.SETTINGS:
            setattr(self, name, getattr(settings, name))


class PluginTurnQuerySet(models.QuerySet["PluginTurn"]):
    def visible_to(self, user: User) -> PluginTurnQuerySet:
        return self.filter(talk__in=PluginTalk.objects.visible_to(user))

    def editable_by(self, user: User) -> PluginTurnQuerySet:
        return self.filter(talk__in=PluginTalk.objects.editable_by(user))


class PluginTurn(models.Model):
    """One question, with what the plugins get beside it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    talk = models.ForeignKey(PluginTalk, models.CASCADE, related_name="turns")
    query = models.TextField()
    plugins = models.JSONField(default=list, blank=True)
    file_url = models.TextField(blank=True)
    variables = models.JSONField(default=dict, blank=True)
    is_verbose = models.BooleanField(default=True)
    # Are the turns before it sent along?
    has_history = models.BooleanField(default=True)
    # RESTRICT: a run may go only together with its turn, as when its user is deleted.
    run = models.OneToOneField(Run, models.RESTRICT, related_name="plugin_turn")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PluginTurnQuerySet.as_manager()

    def __str__(self) -> str:
        return f"plugin turn {self.uuid}"
