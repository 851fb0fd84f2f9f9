"""Credential: an encrypted key to a provider, a person's own or a team's."""

from __future__ import annotations

import uuid

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import CALLING_ROLES, MANAGING_ROLES, Team, User
from playground.gateway.limits import RateLimits


class CredentialKind(models.TextChoices):
    QIANFAN_APPLICATION = "qianfan_application", _("Qianfan application (API Key and Secret Key)")
    QIANFAN_IAM = "qianfan_iam", _("Baidu Cloud IAM (Access Key and Secret Key)")
    QIANFAN_V2 = "qianfan_v2", _("Qianfan V2 API key")
    OPENAI_COMPATIBLE = "openai_compatible", _("OpenAI-compatible endpoint")
    SANDBOX = "sandbox", _("Sandbox")


class CredentialQuerySet(models.QuerySet["Credential"]):
    def usable_by(self, user: User) -> CredentialQuerySet:
        """Those that `user` may call with: their own, and those of teams where they may call."""
        teams = Team.objects.filter(memberships__user=user, memberships__role__in=CALLING_ROLES)
        return self.filter(Q(owner=user) | Q(team__in=teams), is_enabled=True)

    def visible_to(self, user: User) -> CredentialQuerySet:
        return self.filter(Q(owner=user) | Q(team__in=Team.objects.visible_to(user)))

    def editable_by(self, user: User) -> CredentialQuerySet:
        teams = Team.objects.filter(memberships__user=user, memberships__role__in=MANAGING_ROLES)
        return self.filter(Q(owner=user) | Q(team__in=teams))


class Credential(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Exactly one of the two: a personal credential, or a team's.
    owner = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="credentials"
    )
    team = models.ForeignKey(
        Team, models.CASCADE, null=True, blank=True, related_name="credentials"
    )
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=24, choices=CredentialKind.choices)
    base_url = models.URLField(_("base URL"), max_length=500, blank=True)
    # JSON of the key parts, encrypted by crypto.py; never shown, logged or handed to a task.
    encrypted_secret = models.BinaryField(editable=False, blank=True, default=b"")
    secret_hint = models.CharField(max_length=4, blank=True, editable=False)
    # What calls with it may spend together, over all models; empty where nobody set a limit.
    requests_per_second = models.PositiveIntegerField(
        _("requests per second"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    requests_per_minute = models.PositiveIntegerField(
        _("requests per minute"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    tokens_per_minute = models.PositiveIntegerField(
        _("tokens per minute"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    is_enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    secret_changed_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, team__isnull=True)
                | Q(owner__isnull=True, team__isnull=False),
                name="credential_owner_or_team",
            ),
            # A limit of none would stop all calls, which is what `is_enabled` is for.
            models.CheckConstraint(
                condition=(
                    (Q(requests_per_second__isnull=True) | Q(requests_per_second__gte=1))
                    & (Q(requests_per_minute__isnull=True) | Q(requests_per_minute__gte=1))
                    & (Q(tokens_per_minute__isnull=True) | Q(tokens_per_minute__gte=1))
                ),
                name="credential_limits_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.uuid})"

    @property
    def rate_limits(self) -> RateLimits:
        return RateLimits(
            requests_per_second=self.requests_per_second,
            requests_per_minute=self.requests_per_minute,
            tokens_per_minute=self.tokens_per_minute,
        )

    @property
    def binding(self) -> str:
        """What the encrypted secret belongs to: it opens for no other row, kind or host."""
        return f"{self.uuid} {self.kind} {self.base_url}"
