"""Conversation, and Message: a tree of rows in which a branch is a path from a root to a leaf."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import CALLING_ROLES, Membership, Team, User
from playground.credentials.models import Credential
from playground.runs.models import Run, RunStatus


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, user: User) -> ConversationQuerySet:
        """Those that `user` may read: their own, and those opened to a team of theirs."""
        teams = Team.objects.visible_to(user)
        return self.filter(Q(owner=user) | _opened_to(teams), deleted_at__isnull=True)

    def editable_by(self, user: User) -> ConversationQuerySet:
        """Those that `user` may continue: not what is opened to a team where they only read."""
        teams = Team.objects.filter(memberships__user=user, memberships__role__in=CALLING_ROLES)
        return self.filter(Q(owner=user) | _opened_to(teams), deleted_at__isnull=True)

    def owned_by(self, user: User) -> ConversationQuerySet:
        """Those that `user` may pin, delete, share, and open to a team."""
        return self.filter(owner=user, deleted_at__isnull=True)

    def opened_to(self, user: User) -> ConversationQuerySet:
        """Those of other people that are opened to a team of `user`."""
        teams = Team.objects.visible_to(user)
        return self.filter(_opened_to(teams), deleted_at__isnull=True).exclude(owner=user)

    def deleted_of(self, user: User) -> ConversationQuerySet:
        """Those whose deletion can still be undone."""
        return self.filter(owner=user, deleted_at__isnull=False)

    def in_list_order(self) -> ConversationQuerySet:
        return self.order_by("-is_pinned", "-updated_at", "-id")


def _opened_to(teams: models.QuerySet[Team]) -> Q:
    """An owner who has left a team shows it nothing any more, and sees nothing of it."""
    memberships = Membership.objects.filter(team=OuterRef("team"), user=OuterRef("owner"))
    return Q(team__in=teams) & Q(Exists(memberships))


class Conversation(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="conversations")
    # Whose members may read it, and continue it where they may call models; empty: only its owner.
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="conversations")
    title = models.CharField(_("title"), max_length=200, blank=True)
    is_pinned = models.BooleanField(default=False)
    # The settings of the next completion.
    credential = models.ForeignKey(
        Credential, models.SET_NULL, null=True, related_name="conversations"
    )
    provider = models.CharField(max_length=32, blank=True)
    model = models.CharField(max_length=200, blank=True)
    endpoint = models.CharField(max_length=200, blank=True)
    system = models.TextField(blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    # The functions that may be called, as they were typed: see tools.py.
    tools = models.TextField(blank=True)
    tool_choice = models.CharField(max_length=64, blank=True)
    is_streaming = models.BooleanField(default=True)
    # The last message of the branch that is shown.
    leaf = models.ForeignKey("Message", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        indexes = [
            # in_list_order() of what owned_by(user) finds: the list and the sidebar.
            models.Index(
                fields=["owner", "-is_pinned", "-updated_at", "-id"],
                name="conversation_list",
                condition=Q(deleted_at__isnull=True),
            ),
            # opened_to(user), newest first: their part of the list and the sidebar.
            models.Index(
                fields=["team", "-updated_at", "-id"],
                name="conversation_team_list",
                condition=Q(deleted_at__isnull=True, team__isnull=False),
            ),
            # services.purge_deleted_conversations.
            models.Index(
                fields=["deleted_at"],
                name="conversation_purge",
                condition=Q(deleted_at__isnull=False),
            ),
        ]

    # The fields that `take_settings` sets.
    SETTINGS: ClassVar = (
        "credential",
        "provider",
        "model",
        "endpoint",
        "system",
        "parameters",
        "tools",
        "tool_choice",
        "is_streaming",
    )

    def __str__(self) -> str:
        return f"conversation {self.uuid}"

    def take_settings(self, settings: object) -> None:
        """Keep these settings for the next completion; they have the fields of `SETTINGS`."""
        for name in self.SETTINGS:
            setattr(self, name, getattr(settings, name))


class MessageRole(models.TextChoices):
    USER = "user", _("User")
    ASSISTANT = "assistant", _("Assistant")
    # The result of a function that the reply above it called: the first one of its first call.
    TOOL = "tool", _("Function result")


class Message(models.Model):
    """One turn. What a model wrote lives in its run; `content` is what a person wrote or edited."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    role = models.CharField(max_length=16, choices=MessageRole.choices)
    content = models.TextField(null=True)  # noqa: DJ001 - null: the text is the run's output
    # What a reply that came without its run did beside writing: lines as those of `Run.steps`.
    steps = models.TextField(blank=True)
    # Whose result the turn is.
    tool_name = models.CharField(max_length=200, blank=True)
    # RESTRICT: a run may go only together with its message, as when its user is deleted.
    run = models.OneToOneField(Run, models.RESTRICT, null=True, related_name="message")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(content__isnull=False) | Q(run__isnull=False),
                name="message_has_text",
            ),
        ]
        indexes = [
            # Siblings in the order they were made: the ‹2/3› switcher.
            models.Index(fields=["parent", "created_at", "id"], name="message_siblings"),
        ]

    def __str__(self) -> str:
        return f"{self.role} message {self.uuid}"

    @property
    def text(self) -> str:
        """The text of the turn; fetch with `select_related("run")`."""
        if self.content is not None:
            return self.content
        return self.run.output if self.run else ""

    @property
    def is_complete(self) -> bool:
        """Has the model said all that it wanted to? Fetch with `select_related("run")`."""
        run = self.run
        return run is None or (run.status == RunStatus.SUCCEEDED and not run.is_truncated)

    @property
    def all_steps(self) -> str:
        """What the reply did beside writing; fetch with `select_related("run")`."""
        return self.run.steps if self.run else self.steps
