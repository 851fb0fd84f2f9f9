"""What the rows of a job are sent to: a model or an endpoint, and the parameters it gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from playground.batches.models import BatchJob, BatchKind
from playground.gateway import (
    JSON,
    GatewayError,
    ParameterSpec,
    Task,
    default_model,
    parameters_for,
    validate_parameters,
)
from playground.runs.model_offers import is_callable_model
from playground.tables import Fault

# Rows name few models and temperatures, again and again.
_REMEMBERED: Final = 1_024


@dataclass(frozen=True, slots=True)
class Target:
    """Where a row goes; with faults it goes nowhere."""

    model: str
    endpoint: str
    parameters: Mapping[str, JSON]
    faults: tuple[Fault, ...] = ()


class CallTargets:
    """The targets of one job, each made and checked once."""

    def __init__(self, job: BatchJob) -> None:
        self._job = job
        self._task = BatchKind(job.kind).task
        # A function of this object, which is dropped with it.
        self.of = lru_cache(maxsize=_REMEMBERED)(self._target)

    def _target(self, model: str, temperature: str) -> Target:
        """Return the target of a row whose cells say this; empty ones leave what the job says."""
        job, model = self._job, model.strip()
        faults = list(self._model_faults(model))
        parameters: dict[str, Any] = dict(job.parameters)
        endpoint = job.endpoint
        if model and not self._has_application:
            endpoint = ""
            if not faults:
                specs = parameters_for(job.provider, model, "", self._task)
                faults += _parameter_faults(specs, parameters, job.model_column, model)
        else:
            model = job.model
        if temperature.strip():
            specs = parameters_for(job.provider, model, endpoint, self._task)
            given = {"temperature": _number(temperature)}
            faults += _parameter_faults(specs, given, job.temperature_column, temperature)
            parameters |= given
        return Target(model, endpoint, parameters, tuple(faults))

    @property
    def _has_application(self) -> bool:
        """Plugin applications have a model of their own, which cannot be named."""
        return self._task is Task.PLUGIN and bool(self._job.endpoint)

    def _model_faults(self, model: str) -> Iterable[Fault]:
        job = self._job
        if self._has_application:
            return
        if not model:
            if not (job.model or job.endpoint or default_model(job.provider, self._task)):
                yield Fault.at("model_missing", job.model_column, "")
        elif not is_callable_model(job.provider, model, self._task):
            yield Fault.at("model_unknown", job.model_column, model, model=model[:100])


def specs_of(job: BatchJob) -> dict[str, ParameterSpec]:
    """Return by their names the parameters of what a job sets for all rows."""
    specs = parameters_for(job.provider, job.model, job.endpoint, BatchKind(job.kind).task)
    return {spec.name: spec for spec in specs}


def parameter_faults(job: BatchJob) -> list[Fault]:
    """List what is wrong with the parameters that a job sets for all rows."""
    return _parameter_faults(specs_of(job).values(), job.parameters, "", "")


def _parameter_faults(
    specs: Iterable[ParameterSpec], values: Mapping[str, JSON], column: str, text: str
) -> list[Fault]:
    """List the faults of all parameters; `column` and `text` are what they are blamed on."""
    known = {spec.name: spec for spec in specs}
    faults = []
    for name, value in values.items():
        try:
            validate_parameters([known[name]] if name in known else (), {name: value})
        except GatewayError as error:
            parameters: dict[str, Any] = error.message_parameters
            faults.append(Fault.at(error.code, column, text, **parameters))
    return faults


def _number(text: str) -> JSON:
    """Return a number, or the text where it is none."""
    try:
        # Python's own digit separators are no number to anybody else.
        return text if "_" in text else float(text)
    except ValueError:
        return text
