"""The models that are known by name: where they are, how much they read, what they take."""

from __future__ import annotations

from playground.gateway.catalog.lookup import (
    MODELS,
    default_model,
    find_by_endpoint,
    find_completion_model,
    find_model,
    models_for,
    parameters_for,
)
from playground.gateway.catalog.services import V1_PATH_TYPES
from playground.gateway.catalog.specs import (
    InputLimits,
    ModelSpec,
    ParameterSpec,
    ParameterType,
    Task,
)
from playground.gateway.catalog.validation import validate_parameters

__all__ = [
    "MODELS",
    "V1_PATH_TYPES",
    "InputLimits",
    "ModelSpec",
    "ParameterSpec",
    "ParameterType",
    "Task",
    "default_model",
    "find_by_endpoint",
    "find_completion_model",
    "find_model",
    "models_for",
    "parameters_for",
    "validate_parameters",
]
