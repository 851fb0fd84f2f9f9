"""How django-allauth behaves here: who may sign up, and sockets that end with their session."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from playground.accounts.models import Invitation, User
from playground.accounts.sessions import close_sockets, session_group, user_group


def invitation_token(request: HttpRequest) -> str:
    """Return the invitation that a sign-up comes with, whether or not it is any good."""
    return request.POST.get("invitation") or request.GET.get("invitation") or ""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        if settings.ALLOWS_OPEN_SIGN_UP:
            return True
        return Invitation.objects.open().with_token(invitation_token(request)).exists()

    def logout(self, request: HttpRequest) -> None:
        key = request.session.session_key
        logout(request)
        if key:
            transaction.on_commit(lambda: close_sockets(session_group(key)))

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        transaction.on_commit(lambda: close_sockets(user_group(user.pk)))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:preferences")
