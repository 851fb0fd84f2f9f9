"""The models that are known by name: where they are, how much they read, what they take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from playground.gateway.catalog.parameter_sets import OPENAI_ANY, V1_ANY, V2_ANY
from playground.gateway.catalog.qianfan_v1 import MODELS_V1
from playground.gateway.catalog.qianfan_v2 import MODELS_V2
from playground.gateway.catalog.specs import ModelSpec, ParameterSpec, ParameterType
from playground.gateway.catalog.validation import validate_parameters

__all__ = [
    "DEFAULT_MODELS",
    "MODELS",
    "ModelSpec",
    "ParameterSpec",
    "ParameterType",
    "find_model",
    "models_for",
    "parameters_for",
    "validate_parameters",
]

MODELS: Final[tuple[ModelSpec, ...]] = (*MODELS_V1, *MODELS_V2)

# What a request without model and endpoint means; OpenAI-compatible servers have none.
DEFAULT_MODELS: Final[Mapping[str, str]] = {
    "qianfan_v1": "ERNIE-Lite-8K",
    "qianfan_v2": "ernie-lite-8k",
}

_ANY_PARAMETERS: Final[Mapping[str, tuple[ParameterSpec, ...]]] = {
    "qianfan_v1": V1_ANY,
    "qianfan_v2": V2_ANY,
    "openai_compatible": OPENAI_ANY,
}

_BY_NAME: Final[Mapping[tuple[str, str], ModelSpec]] = {
    (model.provider, name.casefold()): model
    for model in MODELS
    for name in (model.name, *model.aliases)
}


def find_model(provider: str, name: str) -> ModelSpec | None:
    """Find a model by name or alias, in any case; None if the catalogue has it not."""
    return _BY_NAME.get((provider, name.strip().casefold()))


def models_for(provider: str) -> tuple[ModelSpec, ...]:
    """List the models of one provider, in the order in which to offer them."""
    return tuple(model for model in MODELS if model.provider == provider)


def parameters_for(provider: str, model: str = "", endpoint: str = "") -> tuple[ParameterSpec, ...]:
    """List the parameters of a model; all sensible ones for an own endpoint or unknown model."""
    spec = None if endpoint else find_model(provider, model or DEFAULT_MODELS.get(provider, ""))
    return spec.parameters if spec else _ANY_PARAMETERS.get(provider, ())
