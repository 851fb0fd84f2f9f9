"""What a person types, or another page hands over, to make a comparison of."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import User
from playground.comparisons.earlier_turns import MAX_ADDRESS_CHARACTERS
from playground.comparisons.models import Comparison, ComparisonKind
from playground.comparisons.services.creation import Question
from playground.credentials.models import Credential
from playground.gateway.payloads import as_object, clean_json
from playground.lib.json_fields import JSONField
from playground.runs.call_settings import CallChoice, CallSettingsForm
from playground.runs.model_offers import ChosenModel

MAX_PROMPT_CHARACTERS = 500_000
_NAME = 200


class TextField(forms.CharField):
    """A text as it is meant: with plain line breaks, and without what no database keeps."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MAX_PROMPT_CHARACTERS, strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\x00", "").replace("\r\n", "\n")


class QuestionForm(forms.Form):
    """What all columns are asked."""

    # Made by the page, so that a second click makes no second comparison.
    uuid = forms.UUIDField(required=False)
    kind = forms.ChoiceField(
        label=_("Kind of call"),
        choices=ComparisonKind.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    prompt = TextField(
        label=_("Prompt"),
        error_messages={"required": _("There is nothing to ask. Write a prompt first.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    system = TextField(
        label=_("System prompt"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    # Where the turns before the prompt stand, and whether they stay behind.
    earlier = forms.CharField(max_length=MAX_ADDRESS_CHARACTERS, required=False)
    leaves_out = forms.BooleanField(required=False)

    def clean_prompt(self) -> str:
        prompt: str = self.cleaned_data["prompt"]
        if not prompt.strip():
            raise forms.ValidationError(self.fields["prompt"].error_messages["required"])
        return prompt

    @property
    def asked_kind(self) -> ComparisonKind:
        """The kind of call, also where the form is not finished."""
        value = self.data.get("kind")
        return ComparisonKind(value) if value in ComparisonKind.values else ComparisonKind.CHAT

    @property
    def question(self) -> Question:
        return Question(self.asked_kind, self.cleaned_data["prompt"], self.cleaned_data["system"])

    @property
    def id(self) -> UUID:
        """The id that the comparison will have."""
        return self.cleaned_data["uuid"] or uuid4()


class HandoverForm(forms.Form):
    """What another page sends: a prompt, and with what it would have called.

    That may be the fields of `runs/_call_settings.html`, or values.
    """

    kind = forms.ChoiceField(choices=ComparisonKind.choices, required=False)
    prompt = TextField(required=False)
    system = TextField(required=False)
    earlier = forms.CharField(max_length=MAX_ADDRESS_CHARACTERS, required=False)
    credential = forms.ModelChoiceField(
        Credential.objects.none(), to_field_name="uuid", required=False
    )
    provider = forms.CharField(max_length=32, required=False)
    model = forms.CharField(max_length=_NAME, required=False)
    endpoint = forms.CharField(max_length=_NAME, required=False)
    parameters = JSONField(required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        field = self.fields["credential"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Credential.objects.usable_by(user)
        self.full_clean()

    @property
    def question(self) -> dict[str, str]:
        """What is asked; what cannot be used is left out, and the person sees it."""
        return {name: self.cleaned_data.get(name) or "" for name in ("kind", "prompt", "system")}

    @property
    def earlier_address(self) -> str:
        """The address of the turns before the prompt."""
        return self.cleaned_data.get("earlier") or ""

    @property
    def choice(self) -> CallChoice:
        given = self.cleaned_data
        if "service" in self.data:
            task = ComparisonKind(given.get("kind") or ComparisonKind.CHAT).task
            return CallSettingsForm(self.data, user=self._user, task=task).choice
        names = (given.get(name) or "" for name in ("provider", "model", "endpoint"))
        parameters = as_object(clean_json(given.get("parameters")))
        return CallChoice(given.get("credential"), ChosenModel(*names), parameters)


class TitleForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Comparison
        fields = ["title"]
