"""What the composer offers: models by provider, and inputs for the parameters of a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext

from playground.conversations.completion_settings import ChosenSettings
from playground.credentials.models import Credential
from playground.credentials.services import providers_of
from playground.gateway import ModelSpec, ParameterSpec, Task, models_for, parameters_for
from playground.runs.credential_tests import PROVIDER_LABELS
from playground.runs.model_lists import remembered_models


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
    """A parameter of a model, and what the conversation sets it to."""

    spec: ParameterSpec
    value: Any

    @property
    def is_changed(self) -> bool:
        return self.value is not None

    @property
    def text(self) -> str:
        """The value as JSON; empty where it is not set."""
        return "" if self.value is None else orjson.dumps(self.value).decode()


def model_groups(
    credential: Credential | None,
    listed: Mapping[str, tuple[ModelSpec, ...]],
    settings: ChosenSettings,
) -> tuple[ModelGroup, ...]:
    """Group the chat models that a credential can call, a person's own services by themselves.

    `listed` has what each provider is known to offer, else it is what the catalogue has. What
    `settings` has chosen is offered in any case.
    """
    if credential is None:
        return ()
    groups = []
    for provider in providers_of(credential):
        known = listed.get(provider) or models_for(provider)
        models = [spec for spec in known if spec.task == Task.CHAT]
        chosen = _chosen_model(settings, models) if provider == settings.provider else None
        if chosen is not None and chosen not in models:
            models.append(chosen)
        presets = tuple(spec for spec in models if not spec.is_custom)
        groups.append(ModelGroup(provider, str(PROVIDER_LABELS[provider]), presets, chosen))
        if own := tuple(spec for spec in models if spec.is_custom):
            groups.append(ModelGroup(provider, gettext("Your own services"), own, chosen))
    return tuple(groups)


def _chosen_model(settings: ChosenSettings, models: list[ModelSpec]) -> ModelSpec | None:
    name, endpoint = settings.model, settings.endpoint
    if not name:
        return None
    named = [spec for spec in models if spec.name == name]
    own = [spec for spec in named if spec.is_custom and spec.endpoint == endpoint]
    presets = [spec for spec in named if not spec.is_custom]
    if own or presets:
        return (own or presets)[0]
    return ModelSpec(name, settings.provider, endpoint or name, is_custom=bool(endpoint))


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


def parameter_inputs(settings: ChosenSettings) -> list[ParameterInput]:
    specs = parameters_for(settings.provider, settings.model, settings.endpoint)
    return [ParameterInput(spec, settings.parameters.get(spec.name)) for spec in specs]
