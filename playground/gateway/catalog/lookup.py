"""Finds models, defaults and parameters in the built-in table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from playground.gateway.catalog.parameter_sets import OPENAI_ANY, V1_ANY, V2_ANY
from playground.gateway.catalog.qianfan_v1 import MODELS_V1
from playground.gateway.catalog.qianfan_v2 import MODELS_V2
from playground.gateway.catalog.service_parameters import (
    OPENAI_EMBEDDING,
    OPENAI_IMAGE,
    V1_ANY_COMPLETION,
    V1_EMBEDDING,
    V1_IMAGE,
    V1_IMAGE_TO_TEXT,
    V1_PLUGIN_APPLICATION,
    V1_RERANK,
    V2_EMBEDDING,
    V2_IMAGE,
    V2_RERANK,
)
from playground.gateway.catalog.services import SERVICES_V1, SERVICES_V2
from playground.gateway.catalog.specs import ModelSpec, ParameterSpec, Task

MODELS: Final[tuple[ModelSpec, ...]] = (*MODELS_V1, *SERVICES_V1, *MODELS_V2, *SERVICES_V2)

# What a request without model and endpoint means; OpenAI-compatible servers have none.
_DEFAULTS: Final[Mapping[tuple[str, Task], str]] = {
    ("qianfan_v1", Task.CHAT): "ERNIE-Lite-8K",
    ("qianfan_v1", Task.COMPLETION): "ERNIE-Lite-8K",
    ("qianfan_v1", Task.EMBEDDING): "Embedding-V1",
    ("qianfan_v1", Task.IMAGE): "Stable-Diffusion-XL",
    ("qianfan_v1", Task.IMAGE_TO_TEXT): "Fuyu-8B",
    ("qianfan_v1", Task.RERANK): "bce-reranker-base_v1",
    ("qianfan_v1", Task.PLUGIN): "EBPlugin",
    ("qianfan_v2", Task.CHAT): "ernie-lite-8k",
    ("qianfan_v2", Task.COMPLETION): "ernie-lite-8k",
    ("qianfan_v2", Task.EMBEDDING): "embedding-v1",
    ("qianfan_v2", Task.IMAGE): "irag-1.0",
    ("qianfan_v2", Task.RERANK): "bce-reranker-base_v1",
}

_ANY_PARAMETERS: Final[Mapping[tuple[str, Task], tuple[ParameterSpec, ...]]] = {
    ("qianfan_v1", Task.CHAT): V1_ANY,
    ("qianfan_v1", Task.COMPLETION): V1_ANY_COMPLETION,
    ("qianfan_v1", Task.EMBEDDING): V1_EMBEDDING,
    ("qianfan_v1", Task.IMAGE): V1_IMAGE,
    ("qianfan_v1", Task.IMAGE_TO_TEXT): V1_IMAGE_TO_TEXT,
    ("qianfan_v1", Task.RERANK): V1_RERANK,
    ("qianfan_v1", Task.PLUGIN): V1_PLUGIN_APPLICATION,
    ("qianfan_v2", Task.CHAT): V2_ANY,
    ("qianfan_v2", Task.COMPLETION): V2_ANY,
    ("qianfan_v2", Task.EMBEDDING): V2_EMBEDDING,
    ("qianfan_v2", Task.IMAGE): V2_IMAGE,
    ("qianfan_v2", Task.RERANK): V2_RERANK,
    ("openai_compatible", Task.CHAT): OPENAI_ANY,
    ("openai_compatible", Task.COMPLETION): OPENAI_ANY,
    ("openai_compatible", Task.EMBEDDING): OPENAI_EMBEDDING,
    ("openai_compatible", Task.IMAGE): OPENAI_IMAGE,
}

_BY_NAME: Final[Mapping[tuple[str, Task, str], ModelSpec]] = {
    (model.provider, model.task, name.casefold()): model
    for model in MODELS
    for name in (model.name, *model.aliases)
}
_BY_ENDPOINT: Final[Mapping[tuple[str, Task, str], ModelSpec]] = {
    (model.provider, model.task, model.endpoint): model for model in MODELS
}


def find_model(provider: str, name: str, task: Task = Task.CHAT) -> ModelSpec | None:
    """Find a model by name or alias, in any case; None if the catalogue has it not."""
    return _BY_NAME.get((provider, task, name.strip().casefold()))


def find_completion_model(provider: str, name: str) -> ModelSpec | None:
    """Find the model that completes a prompt; a chat model can, as the one message of a user."""
    return find_model(provider, name, Task.COMPLETION) or find_model(provider, name)


def find_by_endpoint(provider: str, endpoint: str, task: Task = Task.CHAT) -> ModelSpec | None:
    """Find the model that an endpoint, exactly as written, belongs to."""
    return _BY_ENDPOINT.get((provider, task, endpoint))


def models_for(provider: str, task: Task = Task.CHAT) -> tuple[ModelSpec, ...]:
    """List a provider's models for one task, in the order in which to offer them."""
    return tuple(model for model in MODELS if model.provider == provider and model.task == task)


def default_model(provider: str, task: Task = Task.CHAT) -> str:
    """Name the model that a request without one means; empty where one must be named."""
    return _DEFAULTS.get((provider, task), "")


def parameters_for(
    provider: str, model: str = "", endpoint: str = "", task: Task = Task.CHAT
) -> tuple[ParameterSpec, ...]:
    """List the parameters of a model; all sensible ones for an own endpoint or unknown model."""
    spec = _spec_for(provider, model or default_model(provider, task), endpoint, task)
    return spec.parameters if spec else _ANY_PARAMETERS.get((provider, task), ())


def _spec_for(provider: str, model: str, endpoint: str, task: Task) -> ModelSpec | None:
    if endpoint:
        # Only a completion at the endpoint of a chat model is known: it goes the way of chat.
        return find_by_endpoint(provider, endpoint) if task == Task.COMPLETION else None
    if task == Task.COMPLETION:
        return find_completion_model(provider, model)
    return find_model(provider, model, task)
