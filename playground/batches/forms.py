"""What a person types while a batch is set up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import Team, User
from playground.batches.mapping import BatchMapping
from playground.batches.models import BatchJob, BatchKind
from playground.credentials.models import Credential
from playground.gateway import parameters_for
from playground.lib.json_fields import JSONField
from playground.runs.call_settings import chosen_model
from playground.runs.parameter_fields import read_parameters
from playground.tables import ENCODINGS

MAX_PROMPT_CHARACTERS = 200_000
MAX_TRIAL_ROWS = 1_000
_NAME = 200

DELIMITER_CHOICES = (
    (",", _("Comma ,")),
    ("\t", _("Tab")),
    (";", _("Semicolon ;")),
    ("|", _("Bar |")),
)


class UploadForm(forms.Form):
    # An empty file is a fault of the file, with a sentence of its own.
    file = forms.FileField(label=_("File"), allow_empty_file=True, max_length=1_000)
    name = forms.CharField(label=_("Name"), max_length=_NAME, required=False)


class LayoutForm(forms.Form):
    encoding = forms.ChoiceField(
        label=_("Encoding"), choices=tuple(ENCODINGS.items()), required=False
    )
    # Kept as it is: a tab is no space to strip. Choice fields strip nothing.
    delimiter = forms.ChoiceField(label=_("Delimiter"), choices=DELIMITER_CHOICES, required=False)


class NameForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = BatchJob
        fields = ["name"]


class PromptForm(forms.Form):
    """What another page hands over to make a batch of."""

    name = forms.CharField(max_length=_NAME, required=False)
    kind = forms.ChoiceField(choices=BatchKind.choices, required=False)
    prompt = forms.CharField(max_length=MAX_PROMPT_CHARACTERS, strip=False)
    system = forms.CharField(max_length=MAX_PROMPT_CHARACTERS, strip=False, required=False)
    credential = forms.ModelChoiceField(
        Credential.objects.none(), to_field_name="uuid", required=False
    )
    provider = forms.CharField(max_length=32, required=False)
    model = forms.CharField(max_length=_NAME, required=False)
    endpoint = forms.CharField(max_length=_NAME, required=False)
    parameters = JSONField(required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_credentials(self, user)

    @property
    def mapping(self) -> BatchMapping:
        cleaned = self.cleaned_data
        parameters = cleaned["parameters"]
        return BatchMapping(
            kind=cleaned["kind"] or BatchKind.CHAT,
            credential=cleaned["credential"],
            provider=cleaned["provider"],
            model=cleaned["model"],
            endpoint=cleaned["endpoint"],
            parameters=parameters if isinstance(parameters, dict) else {},
            prompt_template=_lines(cleaned["prompt"]),
            system_template=_lines(cleaned["system"]),
        )


class MappingForm(forms.Form):
    """What is asked; unfinished is fine, as it is saved while it is typed."""

    kind = forms.ChoiceField(
        label=_("Kind of call"), choices=BatchKind.choices, widget=forms.RadioSelect
    )
    credential = forms.ModelChoiceField(
        Credential.objects.none(), label=_("Credential"), to_field_name="uuid", required=False
    )
    # Provider, endpoint of an own service, name: see service_value.
    service = forms.CharField(label=_("Model"), max_length=500, required=False)
    endpoint = forms.CharField(label=_("Own endpoint"), max_length=_NAME, required=False)
    plugins = forms.CharField(label=_("Plugins"), max_length=1_000, required=False)
    is_streaming = forms.BooleanField(label=_("Stream the answers"), required=False)
    prompt_template = forms.CharField(
        label=_("Prompt"), max_length=MAX_PROMPT_CHARACTERS, strip=False, required=False
    )
    system_template = forms.CharField(
        label=_("System prompt"), max_length=MAX_PROMPT_CHARACTERS, strip=False, required=False
    )
    model_column = forms.CharField(max_length=_NAME, required=False, strip=False)
    temperature_column = forms.CharField(max_length=_NAME, required=False, strip=False)
    system_column = forms.CharField(max_length=_NAME, required=False, strip=False)
    messages_column = forms.CharField(max_length=_NAME, required=False, strip=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_credentials(self, user)

    @property
    def mapping(self) -> BatchMapping:
        cleaned = self.cleaned_data
        kind = BatchKind(cleaned["kind"])
        chosen = chosen_model(
            cleaned["credential"],
            kind.task,
            service=cleaned["service"],
            endpoint=cleaned["endpoint"].strip(),
        )
        return BatchMapping(
            kind=kind,
            credential=cleaned["credential"],
            provider=chosen.provider,
            model=chosen.model,
            endpoint=chosen.endpoint,
            plugins=tuple(dict.fromkeys(cleaned["plugins"].split())),
            parameters=read_parameters(
                self.data,
                parameters_for(chosen.provider, chosen.model, chosen.endpoint, kind.task),
            ),
            is_streaming=cleaned["is_streaming"],
            prompt_template=_lines(cleaned["prompt_template"]),
            system_template=_lines(cleaned["system_template"]),
            model_column=cleaned["model_column"],
            temperature_column=cleaned["temperature_column"],
            system_column=cleaned["system_column"],
            messages_column=cleaned["messages_column"],
        )


class PaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a job runs; may change while it does."""

    class Meta:
        model = BatchJob
        fields = ["worker_num", "row_timeout_seconds", "retries", "token_budget"]


class TrialForm(forms.Form):
    count = forms.IntegerField(label=_("Rows"), min_value=1, max_value=MAX_TRIAL_ROWS, initial=5)
    order = forms.ChoiceField(
        label=_("Which rows"),
        choices=(("first", _("The first")), ("random", _("Random ones"))),
        initial="first",
    )


class ShareForm(forms.Form):
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Team"), to_field_name="uuid", required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Team.objects.visible_to(user).order_by("name", "pk")
        field.empty_label = str(_("Only you"))


def _offer_credentials(form: forms.Form, user: User) -> None:
    field = form.fields["credential"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Credential.objects.usable_by(user).order_by("name", "pk")


def _lines(text: str) -> str:
    """A form sends CRLF for each line break; what is meant is a line break."""
    return text.replace("\r\n", "\n")
