"""What a credential has to offer: models by provider, and inputs for the parameters of a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.utils.translation import gettext

from playground.credentials.models import Credential
from playground.credentials.services import providers_of
from playground.gateway import (
    ModelSpec,
    ParameterSpec,
    Task,
    find_completion_model,
    find_model,
    models_for,
    parameters_for,
)
from playground.runs.credential_tests import PROVIDER_LABELS
from playground.runs.model_lists import remembered_models

# Whose models do a task: a chat model also continues a prompt.
_MODEL_TASKS: Final[Mapping[Task, tuple[Task, ...]]] = {
    Task.COMPLETION: (Task.COMPLETION, Task.CHAT),
}
# Where only models of the catalogue have an address.
_CLOSED: Final = frozenset({"qianfan_v1"})
_MAX_NAME_CHARACTERS: Final = 200


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """What is called; an endpoint is a person's own service and beats the model."""

    provider: str = ""
    model: str = ""
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class ModelGroup:
    """Models of one provider that a credential reaches: its presets, or own services.

    `chosen` is the one that is used, if it is among them.
    """

    provider: str
    label: str
    models: tuple[ModelSpec, ...]
    chosen: ModelSpec | None


@dataclass(frozen=True, slots=True)
class ParameterInput:
    """A parameter of a model, and what it is set to; None where the model decides."""

    spec: ParameterSpec
    value: Any

    @property
    def is_changed(self) -> bool:
        return self.value is not None

    @property
    def text(self) -> str:
        """The value as JSON; empty where it is not set, as it was typed where it is no JSON."""
        if self.value is None:
            return ""
        if isinstance(self.value, str) and not _is_json(self.value):
            return self.value
        return orjson.dumps(self.value).decode()


def model_groups(
    credential: Credential | None,
    listed: Mapping[str, tuple[ModelSpec, ...]],
    chosen: ChosenModel,
    task: Task = Task.CHAT,
) -> tuple[ModelGroup, ...]:
    """Group the models that a credential can call, a person's own services by themselves.

    `listed` has what each provider is known to offer, else it is what the catalogue has. What
    is `chosen` is offered in any case.
    """
    if credential is None:
        return ()
    groups = []
    for provider in providers_of(credential):
        models = _models_of(provider, listed.get(provider), task)
        used = _used_model(chosen, models) if provider == chosen.provider else None
        if used is not None and used not in models:
            models.append(used)
        presets = tuple(spec for spec in models if not spec.is_custom)
        groups.append(ModelGroup(provider, str(PROVIDER_LABELS[provider]), presets, used))
        if own := tuple(spec for spec in models if spec.is_custom):
            groups.append(ModelGroup(provider, gettext("Your own services"), own, used))
    return tuple(groups)


def remembered_lists(credential: Credential | None) -> dict[str, tuple[ModelSpec, ...]]:
    """Collect the models of each provider that are known without asking anybody."""
    lists: dict[str, tuple[ModelSpec, ...]] = {}
    if credential is None:
        return lists
    for provider in providers_of(credential):
        remembered = remembered_models(credential, provider)
        if remembered is not None:
            lists[provider] = remembered
    return lists


def parameter_inputs(
    chosen: ChosenModel, values: Mapping[str, Any], task: Task = Task.CHAT
) -> list[ParameterInput]:
    specs = parameters_for(chosen.provider, chosen.model, chosen.endpoint, task)
    return [ParameterInput(spec, values.get(spec.name)) for spec in specs]


def service_value(chosen: ChosenModel, kind: str, credential: Credential) -> str:
    """Write a choice of the list of models, and whose list it is, as one value."""
    endpoint = chosen.endpoint or "-"
    return f"{kind} {credential.uuid} {chosen.provider} {endpoint} {chosen.model}"


def read_service(value: str, kind: str, credential: Credential) -> ChosenModel:
    """Read a choice; it is none where the list was of another kind of call.

    Of another credential's list a model stays if this one reaches its provider, a person's own
    service does not.
    """
    parts = value.strip().split(" ", 4)
    if len(parts) != 5 or parts[0] != kind or parts[2] not in providers_of(credential):
        return ChosenModel()
    _kind, uuid, provider, endpoint, model = parts
    if endpoint == "-":
        return ChosenModel(provider, model[:_MAX_NAME_CHARACTERS])
    if uuid != str(credential.uuid):
        return ChosenModel(provider)
    return ChosenModel(provider, model[:_MAX_NAME_CHARACTERS], endpoint[:_MAX_NAME_CHARACTERS])


def is_callable_model(provider: str, model: str, task: Task) -> bool:
    """Can a provider be asked for this model? Most answer for themselves whether they have it."""
    if provider not in _CLOSED:
        return len(model) <= _MAX_NAME_CHARACTERS
    if task is Task.COMPLETION:
        return find_completion_model(provider, model) is not None
    return find_model(provider, model, task) is not None


def _models_of(provider: str, listed: Iterable[ModelSpec] | None, task: Task) -> list[ModelSpec]:
    tasks = _MODEL_TASKS.get(task, (task,))
    known = list(listed or ()) or [spec for each in tasks for spec in models_for(provider, each)]
    return [spec for each in tasks for spec in known if spec.task == each]


def _used_model(chosen: ChosenModel, models: list[ModelSpec]) -> ModelSpec | None:
    name, endpoint = chosen.model, chosen.endpoint
    if not name:
        return None
    named = [spec for spec in models if spec.name == name]
    own = [spec for spec in named if spec.is_custom and spec.endpoint == endpoint]
    presets = [spec for spec in named if not spec.is_custom]
    if own or presets:
        return (own or presets)[0]
    return ModelSpec(name, chosen.provider, endpoint or name, is_custom=bool(endpoint))


def _is_json(text: str) -> bool:
    try:
        orjson.loads(text)
    except ValueError:
        return False
    return True
