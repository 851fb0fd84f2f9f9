"""Which models there are, and how much they read."""

from __future__ import annotations

from dataclasses import dataclass

from playground.gateway.authentication import IamKey
from playground.gateway.catalog import (
    ModelSpec,
    Task,
    find_completion_model,
    find_model,
    models_for,
)
from playground.gateway.catalog.model_lists import ModelLists
from playground.gateway.client import list_services
from playground.gateway.connection import Connection
from playground.sdk.calls import Patience, make_runtime
from playground.sdk.config import get_config
from playground.sdk.connections import V2, connect
from playground.sdk.errors import InvalidArgumentError

_lists = ModelLists()


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model; a limit is None where it is not known."""

    name: str
    endpoint: str
    max_input_chars: int | None
    max_input_tokens: int | None


async def list_model_names(provider: str, task: Task) -> list[str]:
    """Name the models for a task.

    The platform is asked, once in ten minutes, if the shared settings have a key for that.

    Raises: GatewayError.
    """
    specs: tuple[ModelSpec, ...] = models_for(provider, task)
    try:
        connection = connect(provider, {}, get_config())
    except InvalidArgumentError:
        return [spec.name for spec in specs]
    if provider == V2 or isinstance(connection.auth, IamKey):
        services = await _lists.get(connection, _ask)
        specs = tuple(spec for spec in services if spec.task == task)
    return [spec.name for spec in specs]


async def _ask(connection: Connection) -> tuple[ModelSpec, ...]:
    return await list_services(connection, runtime=make_runtime(Patience(retry_count=1)))


def find_model_info(provider: str, task: Task, model: str) -> ModelInfo:
    """Return what the built-in list knows of a model.

    Raises: InvalidArgumentError if it has none of that name.
    """
    is_completion = task == Task.COMPLETION
    spec = (
        find_completion_model(provider, model)
        if is_completion
        else find_model(provider, model, task)
    )
    if spec is None:
        raise InvalidArgumentError(f"nothing is known of a model {model!r}")
    return ModelInfo(spec.name, spec.endpoint, spec.max_input_characters, spec.max_input_tokens)
