"""What a person types to find a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from playground.accounts.models import User
from playground.credentials.models import Credential
from playground.lib.searches import QUERY_CHARACTERS
from playground.runs.models import RunKind
from playground.runs.timeline import STATES, Filters

_DAYS = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31)))


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen for one field, the first being everything."""

    name: str
    label: str
    options: tuple[Option, ...]


class _CredentialField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Credential) -> str:
        return obj.name


class FilterForm(forms.Form):
    """Every field may be empty; one that is wrong filters nothing, and says so."""

    q = forms.CharField(label=_("Search in titles"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All kinds")), *RunKind.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All states")), *((key, label) for key, (label, _s) in STATES.items())],
        required=False,
    )
    model = forms.CharField(label=_("Model"), required=False)
    credential = _CredentialField(
        Credential.objects.none(),
        label=_("Credential"),
        empty_label=_("All credentials"),
        to_field_name="uuid",
        required=False,
    )
    since = forms.DateField(
        label=pgettext_lazy("first day", "From"), required=False, validators=_DAYS
    )
    until = forms.DateField(label=pgettext_lazy("last day", "To"), required=False, validators=_DAYS)

    def __init__(self, data: Any, *, user: User) -> None:
        # No title holds NUL, and PostgreSQL refuses even to look for it.
        super().__init__({name: data[name].replace("\x00", "") for name in data})
        field = self.fields["credential"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Credential.objects.visible_to(user).order_by("name", "pk")

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first one."))
        return cleaned

    def choices(self, models: Iterable[str]) -> list[Choice]:
        """Collect what can be chosen; the chosen model is among the models in any case."""
        chosen = self.data.get("model", "")
        names = sorted({*models, chosen} - {""})
        offered = {
            "kind": self.fields["kind"].choices,  # type: ignore[attr-defined]
            "state": self.fields["state"].choices,  # type: ignore[attr-defined]
            "model": [("", _("All models")), *((name, name) for name in names)],
            "credential": self.fields["credential"].choices,  # type: ignore[attr-defined]
        }
        return [self._choice(name, pairs) for name, pairs in offered.items()]

    def _choice(self, name: str, pairs: Iterable[tuple[Any, Any]]) -> Choice:
        chosen = self.data.get(name, "")
        options = (Option(str(value), str(label), str(value) == chosen) for value, label in pairs)
        return Choice(name, str(self.fields[name].label), tuple(options))

    @property
    def days(self) -> list[forms.BoundField]:
        return [self["since"], self["until"]]

    @property
    def filters(self) -> Filters:
        """What was understood."""
        self.full_clean()
        cleaned = self.cleaned_data
        credential = cleaned.get("credential")
        return Filters(
            query=cleaned.get("q", "")[:QUERY_CHARACTERS],
            kind=cleaned.get("kind", ""),
            state=cleaned.get("state", ""),
            model=cleaned.get("model", "")[:QUERY_CHARACTERS],
            credential=credential.pk if credential else None,
            since=cleaned.get("since"),
            until=cleaned.get("until"),
        )
