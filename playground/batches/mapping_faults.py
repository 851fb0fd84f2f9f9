"""What is wrong with what a job asks, before any of its rows is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from playground.batches.call_targets import parameter_faults, specs_of
from playground.batches.models import BatchJob, BatchKind
from playground.gateway import GatewayError, default_model, find_model
from playground.gateway.providers.base import path_segment
from playground.lib.prompt_templates import PromptTemplate, match_column
from playground.runs.model_offers import is_callable_model

# The kinds that are asked with messages; the others take a prompt and nothing beside it.
MESSAGE_KINDS: Final = frozenset({BatchKind.CHAT, BatchKind.PLUGIN})
_TEMPLATES: Final = ("prompt_template", "system_template")
_COLUMNS: Final = ("model_column", "temperature_column", "system_column", "messages_column")


@dataclass(frozen=True, slots=True)
class MappingFault:
    """One thing that is wrong; `name` is the field of the job in which it stands."""

    name: str
    code: str
    column: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


def mapping_faults(job: BatchJob) -> list[MappingFault]:
    """List all that makes it useless to check the rows; empty for a job that can be checked."""
    faults = [*_prompt_faults(job), *_column_faults(job)]
    if job.credential_id is None or not job.provider:
        return [MappingFault("credential", "credential_missing"), *faults]
    kind = BatchKind(job.kind)
    if kind is BatchKind.PLUGIN and job.provider != "qianfan_v1":
        return [MappingFault("kind", "kind_unsupported"), *faults]
    return [*_target_faults(job, kind), *faults]


def _prompt_faults(job: BatchJob) -> Iterator[MappingFault]:
    has_messages = job.messages_column and job.kind in MESSAGE_KINDS
    if not job.prompt_template.strip() and not has_messages:
        yield MappingFault("prompt_template", "prompt_missing")


def _column_faults(job: BatchJob) -> Iterator[MappingFault]:
    for name in _TEMPLATES:
        if name == "prompt_template" or job.kind == BatchKind.CHAT:
            for column in PromptTemplate(getattr(job, name), job.columns).unknown:
                yield _unknown_column(name, column)
    for name in _COLUMNS:
        column = getattr(job, name)
        if column and match_column(column, job.columns) is None:
            yield _unknown_column(name, column)


def _unknown_column(name: str, column: str) -> MappingFault:
    return MappingFault(name, "column_unknown", column[:200], {"column": column[:200]})


def _target_faults(job: BatchJob, kind: BatchKind) -> Iterator[MappingFault]:
    if job.endpoint:
        yield from _endpoint_faults(job)
    elif job.model:
        if not is_callable_model(job.provider, job.model, kind.task):
            yield MappingFault("model", "model_unknown", parameters={"model": job.model[:100]})
            return
    elif not job.model_column and not default_model(job.provider, kind.task):
        yield MappingFault("model", "model_missing")
        return
    if kind is BatchKind.PLUGIN and not job.endpoint and not job.plugins:
        yield MappingFault("plugins", "plugins_missing")
    for fault in parameter_faults(job):
        yield MappingFault("parameters", fault.code, parameters=fault.parameters)
    if not job.model_column:
        yield from _unsupported(job, kind)


def _endpoint_faults(job: BatchJob) -> Iterator[MappingFault]:
    if job.provider != "qianfan_v1":
        # Elsewhere it is an id, which may look like anything.
        return
    try:
        path_segment(job.endpoint)
    except GatewayError as error:
        yield MappingFault("endpoint", error.code)


def _unsupported(job: BatchJob, kind: BatchKind) -> Iterator[MappingFault]:
    """Find what is given for each row though the one model of them all does not take it."""
    if job.temperature_column and "temperature" not in specs_of(job):
        parameters = {"parameter": "temperature"}
        yield MappingFault("temperature_column", "parameter_unknown", parameters=parameters)
    if kind is BatchKind.CHAT and not job.endpoint and job.system_template.strip():
        spec = find_model(job.provider, job.model or default_model(job.provider))
        if spec is not None and not spec.supports_system:
            yield MappingFault("system_template", "system_prompt_unsupported")
