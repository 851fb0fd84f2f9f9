"""ShareLink: what somebody showed to others under a link, as it was when they did."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from playground.accounts.models import Membership, Team, User, token_hash
from playground.comparisons.models import Comparison
from playground.conversations.models import Conversation
from playground.runs.models import Run


class ShareKind(models.TextChoices):
    CONVERSATION = "conversation", _("Conversation")
    COMPARISON = "comparison", _("Comparison")
    RUN = "run", _("Run")


class Audience(models.TextChoices):
    TEAM = "team", _("Members of a team")
    ANYONE = "anyone", _("Anyone with the link")


class ShareState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a link", "Open")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    # What it shows is in the trash, or the operator has closed the open web.
    PAUSED = "paused", _("Paused")


# Of a run that has texts there is at least what it was asked.
_ERASED = Q(kind="run", run__title="", run__output="")


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def editable_by(self, user: User) -> ShareLinkQuerySet:
        """Those that `user` has made; nobody else sees that they exist."""
        return self.filter(owner=user)

    def open(self, now: datetime) -> ShareLinkQuerySet:
        """Those that show anything to anybody."""
        found = self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now),
            Q(conversation__isnull=True) | Q(conversation__deleted_at__isnull=True),
            # A reply goes to the trash with its conversation.
            Q(run__message__conversation__deleted_at__isnull=True),
            revoked_at__isnull=True,
            owner__is_active=True,
        )
        return found.exclude(_ERASED)

    def for_state(self) -> ShareLinkQuerySet:
        """Fetch them with all that `ShareLink.state` looks at."""
        found = self.select_related("conversation")
        return found.annotate(reply_deleted_at=F("run__message__conversation__deleted_at"))

    def erased(self) -> ShareLinkQuerySet:
        """Those of runs whose texts were erased, with the conversation that they were of."""
        return self.filter(_ERASED)

    def readable_by(self, user: User | None, *, now: datetime) -> ShareLinkQuerySet:
        """Those that `user`, or whoever is not signed in, may open."""
        readers = Q(pk=None)
        if settings.SHARES_OPEN_WEB:
            readers = Q(audience=Audience.ANYONE)
        if user is not None:
            # An owner who has left the team shows it nothing any more.
            memberships = Membership.objects.filter(team=OuterRef("team"), user=OuterRef("owner"))
            teams = Team.objects.visible_to(user)
            readers |= Q(owner=user) | Q(team__in=teams) & Q(Exists(memberships))
        return self.open(now).filter(readers)

    def with_token(self, token: str) -> ShareLinkQuerySet:
        return self.filter(token_hash=token_hash(token))


class ShareLink(models.Model):
    """A link; the token exists in it and nowhere here, so whoever reads the table opens nothing."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="share_links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=ShareKind.choices)
    # What it shows, of which it holds a copy; what is erased is shown no more.
    conversation = models.ForeignKey(
        Conversation, models.CASCADE, null=True, related_name="share_links"
    )
    comparison = models.ForeignKey(
        Comparison, models.CASCADE, null=True, related_name="share_links"
    )
    run = models.ForeignKey(Run, models.CASCADE, null=True, related_name="share_links")
    title = models.CharField(max_length=200, blank=True)
    # A `snapshots.Snapshot`, in which there is nothing that is not to be seen.
    snapshot = models.JSONField(default=dict)
    # Counts how often the snapshot was taken, so that nobody copies what they have not seen.
    revision = models.PositiveIntegerField(default=1)
    shows_system = models.BooleanField(default=False)
    shows_parameters = models.BooleanField(default=False)
    audience = models.CharField(max_length=8, choices=Audience.choices)
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="share_links")
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)
    # By others than its owner.
    openings = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="team", team__isnull=False)
                | Q(audience="anyone", team__isnull=True),
                name="share_audience",
            ),
            models.CheckConstraint(
                condition=Q(kind="conversation", conversation__isnull=False)
                | Q(kind="comparison", comparison__isnull=False)
                | Q(kind="run", run__isnull=False),
                name="share_source",
            ),
        ]
        indexes = [
            # The list of a person, newest first.
            models.Index(fields=["owner", "-created_at"], name="share_owner_created"),
        ]

    def __str__(self) -> str:
        return f"share {self.uuid} of a {self.kind}"

    def state(self, now: datetime) -> ShareState:
        """Tell whether it shows anything; fetch with `for_state`."""
        if self.revoked_at is not None:
            return ShareState.REVOKED
        if self.expires_at is not None and self.expires_at <= now:
            return ShareState.EXPIRED
        is_deleted = self.conversation is not None and self.conversation.deleted_at is not None
        # Of a run that is a reply, when its conversation went to the trash.
        is_deleted = is_deleted or getattr(self, "reply_deleted_at", None) is not None
        if is_deleted or (self.audience == Audience.ANYONE and not settings.SHARES_OPEN_WEB):
            return ShareState.PAUSED
        return ShareState.OPEN
