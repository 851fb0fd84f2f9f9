"""What people type about credentials. No form ever sends a secret back to the page."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import Team, User
from playground.credentials.connections import egress_policy
from playground.credentials.key_looks import check_pair, check_single
from playground.credentials.models import CredentialKind
from playground.credentials.services import Secret
from playground.gateway import ERROR_MESSAGES, KeyKind, UnsafeUrlError
from playground.gateway.egress import validate_base_url
from playground.gateway.limits import RateLimits

# What a column holds on every database.
_MAX_LIMIT = 2**31 - 1
_KEY_PATTERN = re.compile(r"[\x21-\x7e]+")


class SecretInput(forms.PasswordInput):
    def __init__(self) -> None:
        # "off" alone is not heeded by browsers for passwords.
        super().__init__(
            render_value=False, attrs={"autocomplete": "new-password", "spellcheck": "false"}
        )


class KeyField(forms.CharField):
    """One part of a secret, as it was copied."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, strip=True, widget=SecretInput(), **kwargs)

    def clean(self, value: Any) -> str:
        key = str(super().clean(value))
        if key and not _KEY_PATTERN.fullmatch(key):
            raise ValidationError(
                _("A key has only Latin letters, digits and symbols, and no spaces. Copy it again.")
            )
        return key


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)


class TeamField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Team) -> str:
        return obj.name


class HolderForm(NameForm):
    """The name of a new credential, and whose it is."""

    holder = TeamField(
        label=_("Who may use it"),
        queryset=Team.objects.none(),
        to_field_name="uuid",
        required=False,
        empty_label=_("Only me"),
        help_text=_("Team members can call models with it, but nobody can read it."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams: QuerySet[Team] = Team.objects.managed_by(user).order_by("pk")
        holder = self.fields["holder"]
        assert isinstance(holder, TeamField)
        holder.queryset = teams


class LimitField(forms.IntegerField):
    """How much may be spent in a time; empty for as much as one likes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=1, max_value=_MAX_LIMIT, **kwargs)


class LimitsForm(forms.Form):
    """The rate limits that a person sets for a credential; `limits` is what they make."""

    requests_per_second = LimitField(label=_("Requests per second"))
    requests_per_minute = LimitField(label=_("Requests per minute"))
    tokens_per_minute = LimitField(label=_("Tokens per minute"))

    @property
    def limits(self) -> RateLimits:
        return RateLimits(**self.cleaned_data)


class SecretForm(forms.Form):
    """The key parts of one kind of credential; `secret` is what they make."""

    part_names: ClassVar[tuple[str, ...]] = ()

    @property
    def secret(self) -> Secret:
        parts = {name: self.cleaned_data[name] for name in self.part_names}
        return Secret(
            {name: part for name, part in parts.items() if part},
            base_url=self.cleaned_data.get("base_url", ""),
        )


class ApplicationSecretForm(SecretForm):
    part_names = ("api_key", "secret_key")
    api_key = KeyField(label=_("API Key"))
    secret_key = KeyField(label=_("Secret Key"))

    def clean_api_key(self) -> str:
        return check_single(self.cleaned_data["api_key"], expected=KeyKind.APPLICATION_API_KEY)

    def clean(self) -> dict[str, Any]:
        return check_pair(self.cleaned_data, self.part_names, KeyKind.APPLICATION_API_KEY)


class IamSecretForm(SecretForm):
    part_names = ("access_key", "secret_key")
    access_key = KeyField(label=_("Access Key"))
    secret_key = KeyField(label=_("Secret Key"))

    def clean_access_key(self) -> str:
        return check_single(self.cleaned_data["access_key"], expected=KeyKind.IAM_ACCESS_KEY)

    def clean(self) -> dict[str, Any]:
        return check_pair(self.cleaned_data, self.part_names, KeyKind.IAM_ACCESS_KEY)


class V2SecretForm(SecretForm):
    part_names = ("key",)
    key = KeyField(label=_("API key"), help_text=_("It begins with bce-v3/."))

    def clean_key(self) -> str:
        return check_single(self.cleaned_data["key"], expected=KeyKind.V2_API_KEY)


class OpenAISecretForm(SecretForm):
    """Address and key come together: a saved key never goes to a new address."""

    part_names = ("key",)
    base_url = forms.CharField(
        label=_("Base URL"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://api.example.com/v1"}),
        help_text=_("The part before /chat/completions; it usually ends in /v1."),
    )
    key = KeyField(label=_("API key"), required=False)
    needs_no_key = forms.BooleanField(label=_("This server needs no key"), required=False)

    def clean_base_url(self) -> str:
        try:
            return validate_base_url(self.cleaned_data["base_url"], egress_policy())
        except UnsafeUrlError as exc:
            sentence = gettext(ERROR_MESSAGES[exc.code]) % exc.message_parameters
            raise ValidationError(sentence) from exc

    def clean(self) -> dict[str, Any]:
        if "key" in self.cleaned_data:
            has_key, needs_no_key = self.cleaned_data["key"], self.cleaned_data["needs_no_key"]
            if not has_key and not needs_no_key:
                self.add_error("key", _("Enter the key that belongs to this address."))
            if has_key and needs_no_key:
                self.add_error("needs_no_key", _("Remove the key above or clear this box."))
        return self.cleaned_data


SECRET_FORMS: dict[str, type[SecretForm]] = {
    CredentialKind.QIANFAN_APPLICATION: ApplicationSecretForm,
    CredentialKind.QIANFAN_IAM: IamSecretForm,
    CredentialKind.QIANFAN_V2: V2SecretForm,
    CredentialKind.OPENAI_COMPATIBLE: OpenAISecretForm,
    CredentialKind.SANDBOX: SecretForm,
}
