"""What the composer offers: models by provider, and inputs for the parameters of a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from playground.conversations.completion_settings import ChosenSettings
from playground.credentials.models import Credential
from playground.credentials.services import providers_of
from playground.gateway import ModelSpec, ParameterSpec, models_for, parameters_for
from playground.runs.credential_tests import PROVIDER_LABELS


@dataclass(frozen=True, slots=True)
class ModelGroup:
    """The models of one provider that a credential reaches."""

    provider: str
    label: str
    models: tuple[ModelSpec, ...]


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
    credential: Credential | None, listed: tuple[str, ...] = ()
) -> tuple[ModelGroup, ...]:
    """Group what a credential can call; `listed` are ids that its own server has named."""
    if credential is None:
        return ()
    groups = []
    for provider in providers_of(credential):
        models = models_for(provider) or tuple(
            ModelSpec(name=name, provider=provider, endpoint=name) for name in listed
        )
        groups.append(ModelGroup(provider, str(PROVIDER_LABELS[provider]), models))
    return tuple(groups)


def parameter_inputs(settings: ChosenSettings) -> list[ParameterInput]:
    specs = parameters_for(settings.provider, settings.model, settings.endpoint)
    return [ParameterInput(spec, settings.parameters.get(spec.name)) for spec in specs]
