"""What can be chosen for a call, and what is: for the fragment in which it is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from playground.accounts.models import User
from playground.credentials.models import Credential
from playground.credentials.services import providers_of
from playground.gateway import ModelSpec, Task
from playground.runs.call_settings import CallChoice, CallRefused
from playground.runs.model_offers import (
    ChosenModel,
    ModelGroup,
    ParameterInput,
    model_groups,
    parameter_inputs,
    service_value,
)
from playground.runs.parameter_fields import PREFIX


@dataclass(frozen=True, slots=True)
class ModelOption:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ModelOptions:
    label: str
    options: tuple[ModelOption, ...]


@dataclass(frozen=True, slots=True)
class CallOffers:
    """`typed_endpoint` is empty where the endpoint is that of a service in the list."""

    task: Task
    prefix: str
    credentials: tuple[Credential, ...]
    credential: Credential | None
    models: tuple[ModelOptions, ...]
    are_models_listed: bool
    typed_endpoint: str
    parameters: tuple[ParameterInput, ...]
    refused: CallRefused | None = None

    @property
    def changed_count(self) -> int:
        return sum(each.is_changed for each in self.parameters)

    @property
    def url(self) -> str:
        """The address that renders the fragment anew."""
        return reverse("runs:call_settings", query={"task": self.task, "prefix": self.prefix})

    @property
    def field_names(self) -> str:
        """The names of all fields, as htmx takes them: nothing else of the page's form is sent."""
        parameters = (PREFIX + each.spec.name for each in self.parameters)
        names = ("credential", "service", "endpoint", *parameters)
        return ",".join(self.prefix + name for name in names)


def call_offers(
    user: User,
    task: Task,
    choice: CallChoice,
    listed: Mapping[str, tuple[ModelSpec, ...]],
    *,
    prefix: str = "",
    refused: CallRefused | None = None,
) -> CallOffers:
    """Collect what `user` can choose; `listed` are the models that providers have named so far."""
    usable = tuple(Credential.objects.usable_by(user).order_by("name", "pk"))
    # Of one that this person has lost, nothing is told any more.
    credential = choice.credential if choice.credential in usable else None
    chosen = _usual_model(choice, listed, task)
    groups = model_groups(credential, listed, chosen, task)
    return CallOffers(
        task=task,
        prefix=prefix,
        credentials=usable,
        credential=credential,
        models=model_options(groups, task, credential),
        are_models_listed=are_listed(credential, listed),
        typed_endpoint="" if is_own_service(groups, chosen) else chosen.endpoint,
        parameters=tuple(parameter_inputs(chosen, choice.parameters, task)),
        refused=refused,
    )


def model_options(
    groups: tuple[ModelGroup, ...], kind: str, credential: Credential | None
) -> tuple[ModelOptions, ...]:
    """Make groups of options for a select; groups without any model are left out."""
    if credential is None:
        return ()
    found = []
    for group in groups:
        options = []
        for spec in group.models:
            endpoint = spec.endpoint if spec.is_custom else ""
            value = service_value(
                ChosenModel(group.provider, spec.name, endpoint), kind, credential
            )
            options.append(ModelOption(value, spec.name, spec == group.chosen))
        if options:
            found.append(ModelOptions(group.label, tuple(options)))
    return tuple(found)


def are_listed(credential: Credential | None, listed: Mapping[str, tuple[ModelSpec, ...]]) -> bool:
    return credential is None or len(listed) == len(providers_of(credential))


def is_own_service(groups: tuple[ModelGroup, ...], model: ChosenModel) -> bool:
    """Is the endpoint that of a service in the list?"""
    chosen = [group.chosen for group in groups if group.chosen is not None]
    return any(spec.is_custom and spec.endpoint == model.endpoint for spec in chosen)


def _usual_model(
    choice: CallChoice, listed: Mapping[str, tuple[ModelSpec, ...]], task: Task
) -> ChosenModel:
    """Return the chosen model, or the first there is, which is what a select then shows."""
    chosen = choice.model
    if choice.credential is None or chosen.model or chosen.endpoint:
        return chosen
    groups = model_groups(choice.credential, listed, chosen, task)
    for group in groups:
        if group.models and chosen.provider in ("", group.provider):
            first = group.models[0]
            endpoint = first.endpoint if first.is_custom else ""
            return ChosenModel(group.provider, first.name, endpoint)
    return chosen
