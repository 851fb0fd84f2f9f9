"""What a person is called, how they like the pages, and whether they may still come in."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from playground.accounts.models import User
from playground.accounts.services.sessions import end_all_sessions


def save_preferences(*, user: User, name: str, language: str, theme: str) -> None:
    user.name, user.language, user.theme = name, language, theme
    user.save(update_fields=["name", "language", "theme"])


def save_theme(*, user: User, theme: str) -> None:
    user.theme = theme
    user.save(update_fields=["theme"])


def save_language(*, user: User, language: str) -> None:
    user.language = language
    user.save(update_fields=["language"])


@transaction.atomic
def change_email(*, user: User, email: str) -> None:
    """Sign-in works with the new address from now on, and no longer with the old one."""
    EmailAddress.objects.filter(user=user).delete()
    user.email = email.lower()
    user.save(update_fields=["email"])


@transaction.atomic
def deactivate_user(*, user: User) -> None:
    """Keep a person out: no sign-in, no session, no open socket."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_all_sessions(user=user)
