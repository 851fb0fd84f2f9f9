"""To whom a link is open, until when, and what it shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import Team, User
from playground.shares.models import Audience, ShareLink
from playground.shares.services.links import ShareOptions

ANYONE: Final = "anyone"
KEEP: Final = "keep"
NEVER: Final = "never"
_LIFETIMES: Final = [
    ("1", _("1 day")),
    ("7", _("7 days")),
    ("30", _("30 days")),
    ("90", _("90 days")),
    (NEVER, _("Until I revoke it")),
]


class ShareForm(forms.Form):
    audience = forms.ChoiceField(label=_("Who can open the link"))
    lifetime = forms.ChoiceField(label=_("How long"), choices=_LIFETIMES, initial="30")
    shows_system = forms.BooleanField(label=_("Show the system prompt"), required=False)
    shows_parameters = forms.BooleanField(label=_("Show the parameters"), required=False)

    def __init__(
        self, *args: Any, user: User, link: ShareLink | None = None, **kwargs: Any
    ) -> None:
        if link is not None:
            kwargs["initial"] = {
                "audience": str(link.team.uuid) if link.team else ANYONE,
                "lifetime": KEEP,
                "shows_system": link.shows_system,
                "shows_parameters": link.shows_parameters,
            }
        super().__init__(*args, **kwargs)
        self._link = link
        self._teams = {
            str(team.uuid): team for team in Team.objects.visible_to(user).order_by("name", "pk")
        }
        choices: list[tuple[str, Any]] = [
            (uuid, _("Members of %(team)s") % {"team": team.name})
            for uuid, team in self._teams.items()
        ]
        if settings.SHARES_OPEN_WEB:
            choices.append((ANYONE, Audience.ANYONE.label))
        self.fields["audience"].choices = choices  # type: ignore[attr-defined]
        if link is not None:
            self.fields["lifetime"].choices = [  # type: ignore[attr-defined]
                (KEEP, _("As it is")),
                *_LIFETIMES,
            ]

    @property
    def has_audience(self) -> bool:
        """Is there anybody that this person can share with?"""
        return bool(self.fields["audience"].choices)  # type: ignore[attr-defined]

    @property
    def options(self) -> ShareOptions:
        return ShareOptions(
            team=self._teams.get(self.cleaned_data["audience"]),
            expires_at=self._expires_at(),
            shows_system=self.cleaned_data["shows_system"],
            shows_parameters=self.cleaned_data["shows_parameters"],
        )

    def _expires_at(self) -> datetime | None:
        lifetime = self.cleaned_data["lifetime"]
        if lifetime == KEEP and self._link is not None:
            return self._link.expires_at
        if lifetime == NEVER:
            return None
        return timezone.now() + timedelta(days=int(lifetime))
