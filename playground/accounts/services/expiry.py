"""Throwing away what lets nobody in any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings

from playground.accounts.models import Invitation, SignInLink

# For so long the tables still tell what became of a link.
KEPT = timedelta(days=30)


def purge_expired(*, now: datetime) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    for links in (Invitation.objects, SignInLink.objects):
        links.filter(expires_at__lt=now - KEPT).delete()
