"""With what a page calls: credential, model or endpoint, parameters; as typed, and ready to call.

A page shows them inside its own form, and reads them from it, so:

    listed = remembered_lists(choice.credential)            # or: await listed_by_provider(...)
    context["offers"] = call_offers(user, task, choice, listed)
    {% include "runs/_call_settings.html" %}                {# within a <form> #}
    form = CallSettingsForm(request.POST, user=user, task=task)
    form.choice                                             # as typed, unfinished is fine: keep it
    form.settings()                                         # checked; raises CallRefused

The page links `runs/call-settings.css` and the module `runs/call-settings.js`. The fragment renders
itself anew when the credential, the model or the endpoint changes. Several can stand on one page,
each with a `prefix` of its own: fields are then named `<prefix>credential`, `<prefix>service`,
`<prefix>endpoint` and `<prefix>parameter.<name>`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from playground.accounts.models import User
from playground.credentials.crypto import SecretUnreadableError
from playground.credentials.models import Credential
from playground.credentials.services import providers_of
from playground.gateway import (
    JSON,
    GatewayError,
    Task,
    default_model,
    parameters_for,
    validate_parameters,
)
from playground.gateway.providers.base import path_segment
from playground.lib.uuids import uuid_of
from playground.runs.error_messages import error_sentence
from playground.runs.model_offers import ChosenModel, is_callable_model, read_service
from playground.runs.models import Run, RunKind
from playground.runs.parameter_fields import read_parameters

_MAX_NAME_CHARACTERS: Final = 200
_REFUSALS: Final = {
    "credential_missing": _("No credential is chosen. Choose the one to call with."),
    "credential_unavailable": _("This credential is no longer available. Choose another one."),
    "provider_mismatch": _("This credential does not work with this provider. Choose another one."),
}


@dataclass(frozen=True, slots=True)
class CallChoice:
    """What a person has chosen so far; nothing of it is checked."""

    credential: Credential | None = None
    model: ChosenModel = field(default_factory=ChosenModel)
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CallSettings:
    """Settings with which a call can be made."""

    credential: Credential
    provider: str
    model: str
    endpoint: str
    parameters: dict[str, JSON]


class CallRefused(Exception):
    """A call that cannot be made; `field` is the setting at fault, or a parameter's name."""

    def __init__(
        self,
        code: str,
        *,
        field: str = "",
        parameters: Mapping[str, str | int | float] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.parameters = dict(parameters or {})

    @classmethod
    def from_gateway(cls, error: GatewayError, *, field: str = "") -> CallRefused:
        parameters = error.message_parameters
        field = str(parameters.get("parameter", field))
        return cls(error.code, field=field, parameters=parameters)

    @classmethod
    @contextmanager
    def instead_of_errors(cls, *, field: str = "") -> Iterator[None]:
        """Raise it for what keeps a call from being made ready; `field` is what is then at fault.

        Where the key cannot be read, that is the credential.
        """
        try:
            yield
        except GatewayError as error:
            raise cls.from_gateway(error, field=field) from error
        except SecretUnreadableError as error:
            raise cls("secret_unreadable", field="credential") from error

    @property
    def sentence(self) -> str:
        if self.code in _REFUSALS:
            return str(_REFUSALS[self.code])
        return error_sentence(self.code, self.parameters)


class CallSettingsForm:
    """Reads the fields of `runs/_call_settings.html`, finished or not."""

    def __init__(
        self, data: Mapping[str, str], *, user: User, task: Task, prefix: str = ""
    ) -> None:
        self._user = user
        self._task = task
        self._prefix = prefix
        self._data = data
        self._names_credential = bool(self._text("credential"))
        credential = _usable(user, self._text("credential"))
        endpoint = self._text("endpoint")[:_MAX_NAME_CHARACTERS]
        model = chosen_model(credential, task, service=self._text("service"), endpoint=endpoint)
        specs = parameters_for(model.provider, model.model, model.endpoint, task)
        self.choice = CallChoice(credential, model, read_parameters(data, specs, prefix))

    def settings(self) -> CallSettings:
        """Return what is chosen, ready to be called. Raises: CallRefused."""
        if self.choice.credential is None and self._names_credential:
            raise CallRefused("credential_unavailable", field="credential")
        return checked_settings(self._user, self._task, self.choice)

    def _text(self, name: str) -> str:
        text = str(self._data.get(self._prefix + name) or "")
        return text.replace("\x00", "").strip()


def chosen_model(
    credential: Credential | None, task: Task, *, service: str, endpoint: str
) -> ChosenModel:
    """Read what was chosen of the list, and the endpoint that was typed, which beats it.

    Where the credential or the kind of call does not have what was chosen, take their usual.
    """
    if credential is None:
        return ChosenModel(endpoint=endpoint)
    chosen = read_service(service, task, credential)
    provider = chosen.provider or usual_provider(credential, task)
    endpoint = endpoint or chosen.endpoint
    model = chosen.model
    if not model and not endpoint:
        model = default_model(provider, task)
    return ChosenModel(provider, model, endpoint)


def checked_settings(user: User, task: Task, choice: CallChoice) -> CallSettings:
    """Check a choice as `user` may call now. Raises: CallRefused, naming what is wrong."""
    credential, chosen = choice.credential, choice.model
    if credential is None:
        raise CallRefused("credential_missing", field="credential")
    if not Credential.objects.usable_by(user).filter(pk=credential.pk).exists():
        raise CallRefused("credential_unavailable", field="credential")
    provider = chosen.provider or usual_provider(credential, task)
    if provider not in providers_of(credential):
        raise CallRefused("provider_mismatch", field="service")
    model = chosen.model or ("" if chosen.endpoint else default_model(provider, task))
    _check_model(provider, model, chosen.endpoint, task)
    parameters = dict(choice.parameters)
    try:
        validate_parameters(parameters_for(provider, model, chosen.endpoint, task), parameters)
    except GatewayError as error:
        raise CallRefused.from_gateway(error) from error
    return CallSettings(credential, provider, model, chosen.endpoint, parameters)


def default_choice(user: User, task: Task, kind: RunKind) -> CallChoice:
    """Return what the last run of this kind was called with, or what works without any choice."""
    usable = Credential.objects.usable_by(user)
    last = (
        Run.objects.visible_to(user)
        .filter(kind=kind, credential__in=usable)
        .select_related("credential")
        .only("credential", "provider", "model", "endpoint", "created_at")
        .order_by("-created_at", "-pk")
        .first()
    )
    if last is not None and last.credential is not None:
        model = ChosenModel(last.provider, last.model, last.endpoint)
        return CallChoice(last.credential, model)
    for credential in usable.order_by("pk"):
        provider = usual_provider(credential, task)
        if name := default_model(provider, task):
            return CallChoice(credential, ChosenModel(provider, name))
    first = usable.order_by("pk").first()
    if first is None:
        return CallChoice()
    return CallChoice(first, ChosenModel(usual_provider(first, task)))


def usual_provider(credential: Credential, task: Task) -> str:
    """Return the first provider of a credential that has a model of its own for a task."""
    providers = providers_of(credential)
    return next((each for each in providers if default_model(each, task)), providers[0])


def _check_model(provider: str, model: str, endpoint: str, task: Task) -> None:
    if endpoint:
        # Elsewhere it is an id, which may look like anything.
        if provider == "qianfan_v1":
            try:
                path_segment(endpoint)
            except GatewayError as error:
                raise CallRefused.from_gateway(error, field="endpoint") from error
        return
    if not model:
        raise CallRefused("model_missing", field="service")
    if not is_callable_model(provider, model, task):
        raise CallRefused("model_unknown", field="service", parameters={"model": model[:100]})


def _usable(user: User, text: str) -> Credential | None:
    uuid = uuid_of(text)
    if uuid is None:
        return None
    return Credential.objects.usable_by(user).filter(uuid=uuid).first()
