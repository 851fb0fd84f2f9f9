"""What people type on the pages of accounts."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest

from playground.accounts.models import User


class SignUpForm(forms.Form):
    """What the sign-up page asks for on top of django-allauth's fields."""

    def signup(self, request: HttpRequest, user: User) -> None:
        pass
