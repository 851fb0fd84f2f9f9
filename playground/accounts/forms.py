"""What people type on the pages of accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import GRANTABLE_ROLES, Role, Team, Theme, User
from playground.accounts.services.invitations import InvitationClosedError, accept_invitation


class SignUpForm(forms.Form):
    """What the sign-up page asks for on top of django-allauth's fields."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    invitation = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    field_order = ("name", "email", "password1", "invitation")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by django-allauth once the account is saved."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
        token = self.cleaned_data["invitation"]
        if not token:
            return
        try:
            accept_invitation(token=token, user=user)
        except InvitationClosedError:
            # Somebody else was faster by a moment. An open instance lets the person stay.
            if not settings.ALLOWS_OPEN_SIGN_UP:
                user.delete()
                page = redirect("accounts:accept_invitation", token=token)
                raise ImmediateHttpResponse(page) from None


class PreferencesForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=100, required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("Same as the browser")), *settings.LANGUAGES],
    )
    theme = forms.ChoiceField(label=_("Colors"), choices=Theme.choices)


class ThemeForm(forms.Form):
    theme = forms.ChoiceField(choices=Theme.choices)


class EmailForm(forms.Form):
    """A new address to sign in with; asks for the password of those who have one."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        if not user.has_usable_password():
            del self.fields["password"]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self._user.pk).exists():
            raise ValidationError(_("This address cannot be used."))
        return email

    def clean_password(self) -> str:
        if not self._user.check_password(self.cleaned_data["password"]):
            raise ValidationError(_("This is not your password."))
        return ""


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Team
        fields = ["name"]


class RoleForm(forms.Form):
    """A role that somebody of role `granted_by` may give."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, granted_by: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grantable = GRANTABLE_ROLES[granted_by]
        choices = [(role.value, role.label) for role in Role if role in grantable]
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"), choices=choices, initial=Role.MEMBER
        )


class InvitationForm(RoleForm):
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        initial=7,
        choices=[(1, _("1 day")), (7, _("7 days")), (30, _("30 days"))],
    )
    email = forms.EmailField(
        label=_("Send it to"),
        required=False,
        help_text=_("Optional. Without an address, copy the link and send it yourself."),
    )

    @property
    def lifetime(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])
