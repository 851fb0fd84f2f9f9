"""Lays what an account really has over the built-in table; nothing that comes in is trusted.

Source: the console's `/wenxinworkshop/service/list` and `/v2/service`, and `/v2/models`, as in
the public documents of Qianfan, read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from playground.gateway.catalog.lookup import (
    MODELS,
    find_by_endpoint,
    find_model,
    parameters_for,
)
from playground.gateway.catalog.services import V1_PATH_TYPES
from playground.gateway.catalog.specs import ENDPOINT, ModelSpec, Task
from playground.gateway.payloads import as_label, as_object, as_objects, as_text
from playground.gateway.values import JSON

_V1 = "qianfan_v1"
_MAX_SERVICES = 2_000
_MAX_URL_CHARACTERS = 1_000
_TASKS: Final[Mapping[str, Task]] = {name: task for task, name in V1_PATH_TYPES.items()}
# A service in any other state may be called.
_IDLE_STATES = frozenset({"new", "deploying", "failed", "stopped"})
_PRESET_ID_PREFIX = "svcp-"
# Ids of V2 and of OpenAI-compatible servers say nothing of what a model does but this.
_TASK_WORDS: Final = (
    (Task.RERANK, re.compile(r"rerank")),
    (Task.EMBEDDING, re.compile(r"embed|^bge-|^tao-")),
    (Task.IMAGE, re.compile(r"^irag|^flux|stable-diffusion|^dall-e|-image")),
)


@dataclass(frozen=True, slots=True)
class _Service:
    name: str
    task: Task
    endpoint: str
    charge_status: str
    is_custom: bool


def overlay_services(payload: Mapping[str, JSON]) -> tuple[ModelSpec, ...]:
    """Lay a console's answer over the models of V1, of all tasks.

    Known models keep limits and parameters and move to the endpoint that the console names;
    new ones follow in its order, a person's own services last. What cannot be called is left
    out, and so is what cannot be read.
    """
    models = {(spec.task, spec.name.casefold()): spec for spec in MODELS if spec.provider == _V1}
    custom: dict[tuple[Task, str, str], ModelSpec] = {}
    for service in _read_services(as_object(payload.get("result"))):
        if service.is_custom:
            key = (service.task, service.endpoint, service.name)
            custom[key] = _unknown_spec(service)
        else:
            spec = _preset_spec(service)
            models[spec.task, spec.name.casefold()] = spec
    return (*models.values(), *custom.values())


def overlay_models(provider: str, ids: Iterable[str]) -> tuple[ModelSpec, ...]:
    """Lay the ids that `/models` names over a provider's table, of all tasks; new ones follow."""
    models = {
        name.casefold(): spec
        for spec in MODELS
        if spec.provider == provider
        for name in (spec.name, *spec.aliases)
    }
    for model_id in ids:
        name = model_id.strip()
        if name and name.casefold() not in models:
            task = _guess_task(name)
            parameters = parameters_for(provider, endpoint=name, task=task)
            models[name.casefold()] = ModelSpec(name, provider, name, task, parameters=parameters)
    return tuple(dict.fromkeys(models.values()))


def _read_services(result: Mapping[str, JSON]) -> Iterator[_Service]:
    for key in ("common", "custom", "serviceList"):
        for item in as_objects(result.get(key))[:_MAX_SERVICES]:
            is_own = not as_text(item.get("serviceId")).startswith(_PRESET_ID_PREFIX)
            is_custom = key == "custom" or (key == "serviceList" and is_own)
            service = _read_service(item, is_custom=is_custom)
            if service is not None and not _is_idle(item):
                yield service


def _read_service(item: Mapping[str, JSON], *, is_custom: bool) -> _Service | None:
    name = as_label(item.get("name")).strip()
    segments = as_text(item.get("url"))[:_MAX_URL_CHARACTERS].rstrip("/").split("/")
    if not name or len(segments) < 2 or not ENDPOINT.fullmatch(segments[-1]):
        return None
    kind, endpoint = segments[-2:]
    if kind == "erniebot":
        task: Task | None = Task.PLUGIN
        endpoint = f"{kind}/{endpoint}"
    else:
        # An address of V2 ends in words of V1: `/v2/chat/completions`.
        task = None if "v2" in segments[:-2] else _TASKS.get(kind)
    if task is None:
        return None
    return _Service(name, task, endpoint, as_label(item.get("chargeStatus")), is_custom)


def _is_idle(item: Mapping[str, JSON]) -> bool:
    versions = as_objects(item.get("versionList"))
    states = [as_text(version.get("serviceStatus")) for version in versions]
    states.append(as_text(item.get("runStatus")))
    known = {state.casefold() for state in states if state}
    return bool(known) and known <= _IDLE_STATES


def _preset_spec(service: _Service) -> ModelSpec:
    name, endpoint, task = service.name, service.endpoint, service.task
    if known := find_model(_V1, name, task):
        return replace(known, endpoint=endpoint, charge_status=service.charge_status)
    if known := find_by_endpoint(_V1, endpoint, task):
        # The same model under a new name.
        return replace(known, name=name, aliases=(), charge_status=service.charge_status)
    return _unknown_spec(service)


def _unknown_spec(service: _Service) -> ModelSpec:
    parameters = parameters_for(_V1, endpoint=service.endpoint, task=service.task)
    return ModelSpec(
        *(service.name, _V1, service.endpoint, service.task),
        parameters=parameters,
        is_custom=service.is_custom,
        charge_status=service.charge_status,
    )


def _guess_task(model_id: str) -> Task:
    lowered = model_id.casefold()
    return next((task for task, words in _TASK_WORDS if words.search(lowered)), Task.CHAT)
