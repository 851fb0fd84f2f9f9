"""What can be chosen for the calls of a job, and what is: for the form in which it is chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from playground.accounts.models import User
from playground.batches.mapping_faults import MESSAGE_KINDS
from playground.batches.models import BatchJob, BatchKind
from playground.credentials.models import Credential
from playground.gateway import ModelSpec
from playground.runs.call_offers import (
    ModelOptions,
    are_listed,
    is_own_service,
    model_options,
)
from playground.runs.model_offers import (
    ChosenModel,
    ParameterInput,
    model_groups,
    parameter_inputs,
)

_WITH_SYSTEM: Final = (BatchKind.CHAT,)
_WITH_TEMPERATURE: Final = (BatchKind.CHAT, BatchKind.COMPLETION, BatchKind.PLUGIN)
# What a column may hold for its row, and the kinds of calls that take it.
_OVERRIDES: Final[Mapping[str, tuple[Promise, Collection[BatchKind]]]] = {
    "model_column": (_("Model"), tuple(BatchKind)),
    "temperature_column": (_("Temperature"), _WITH_TEMPERATURE),
    "system_column": (_("System prompt"), _WITH_SYSTEM),
    "messages_column": (_("Messages (JSON)"), MESSAGE_KINDS),
}


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column that may hold a value of its own for each row; `name` is the field of the job."""

    name: str
    label: Promise
    column: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class CallOffers:
    """`typed_endpoint` is empty where the endpoint is that of a service in the list.

    `url` renders the fields of the call anew.
    """

    url: str
    credential: Credential | None
    credentials: tuple[Credential, ...]
    models: tuple[ModelOptions, ...]
    are_models_listed: bool
    typed_endpoint: str
    parameters: tuple[ParameterInput, ...]
    changed_count: int
    has_system: bool
    is_text_answer: bool
    overrides: tuple[ColumnChoice, ...]

    @property
    def has_overrides(self) -> bool:
        return any(choice.column for choice in self.overrides)


def call_offers(
    job: BatchJob, user: User, listed: Mapping[str, tuple[ModelSpec, ...]]
) -> CallOffers:
    """Collect what `user` can choose; `listed` are the models that providers have named so far."""
    kind = BatchKind(job.kind)
    chosen = ChosenModel(job.provider, job.model, job.endpoint)
    groups = model_groups(job.credential, listed, chosen, kind.task)
    parameters = tuple(parameter_inputs(chosen, job.parameters, kind.task))
    return CallOffers(
        url=reverse("batches:call", args=[job.uuid]),
        credential=job.credential,
        credentials=tuple(Credential.objects.usable_by(user).order_by("name", "pk")),
        models=model_options(groups, job.kind, job.credential),
        are_models_listed=are_listed(job.credential, listed),
        typed_endpoint="" if is_own_service(groups, chosen) else job.endpoint,
        parameters=parameters,
        changed_count=sum(each.is_changed for each in parameters),
        has_system=kind in _WITH_SYSTEM,
        is_text_answer=kind in _WITH_TEMPERATURE,
        overrides=_overrides(job, kind),
    )


def _overrides(job: BatchJob, kind: BatchKind) -> tuple[ColumnChoice, ...]:
    choices = []
    for name, (label, kinds) in _OVERRIDES.items():
        column = getattr(job, name)
        if kind in kinds:
            is_missing = bool(column) and column not in job.columns
            choices.append(ColumnChoice(name, label, column, is_missing))
    return tuple(choices)
