"""Put the prompt of a comparison to a model: in a new column, or in one again.

Nothing is called here: what is returned is started once it is saved, by `launching`.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.shortcuts import get_object_or_404

from playground.accounts.models import User
from playground.comparisons.models import (
    MAX_COLUMNS,
    MIN_COLUMNS,
    Comparison,
    ComparisonColumn,
    ComparisonKind,
)
from playground.credentials.crypto import SecretUnreadableError
from playground.gateway import ChatMessage, ChatRequest, CompletionRequest, GatewayError
from playground.gateway.messages import check_messages
from playground.runs.call_settings import CallChoice, CallRefused, CallSettings, checked_settings
from playground.runs.generation import PreparedRun
from playground.runs.model_offers import ChosenModel
from playground.runs.services import prepare_run, save_run


@dataclass(frozen=True, slots=True)
class Saved:
    """A comparison whose `prepared` runs are saved, and wait to be started."""

    comparison: Comparison
    prepared: tuple[PreparedRun, ...] = ()


def choice_of(column: ComparisonColumn) -> CallChoice:
    """Return with what a column is called, to be checked again."""
    model = ChosenModel(column.provider, column.model, column.endpoint)
    return CallChoice(column.credential, model, column.parameters)


def open_column(
    user: User, comparison: Comparison, choice: CallChoice, position: int
) -> PreparedRun | None:
    """Save a column, and the run it begins with; where that is refused, the reason."""
    column = ComparisonColumn(
        comparison=comparison,
        position=position,
        credential=choice.credential,
        provider=choice.model.provider,
        model=choice.model.model,
        endpoint=choice.model.endpoint,
        parameters=dict(choice.parameters),
    )
    return _ask(user, column, choice)


@transaction.atomic
def add_column(*, user: User, uuid: UUID, choice: CallChoice) -> Saved | None:
    """Put the same prompt to one more; None where no more columns fit."""
    comparison = _locked(user, uuid)
    last = comparison.columns.aggregate(last=Max("position"))["last"]
    if comparison.columns.count() >= MAX_COLUMNS:
        return None
    prepared = open_column(user, comparison, choice, 0 if last is None else last + 1)
    return Saved(comparison, _some(prepared))


@transaction.atomic
def ask_again(*, user: User, uuid: UUID, column: UUID) -> Saved:
    """Put the prompt to a column again; one that is still answering is left alone."""
    comparison = _locked(user, uuid)
    columns = comparison.columns.select_related("run", "credential")
    found = get_object_or_404(columns, uuid=column)
    if found.run is not None and found.run.is_live:
        return Saved(comparison)
    return Saved(comparison, _some(_ask(user, found, choice_of(found))))


@transaction.atomic
def remove_column(*, user: User, uuid: UUID, column: UUID) -> UUID | None:
    """Take a column away, if enough are left; returns its run if that is to be stopped.

    The run stays in the history.
    """
    comparison = _locked(user, uuid)
    found = get_object_or_404(comparison.columns.select_related("run"), uuid=column)
    if comparison.columns.count() <= MIN_COLUMNS:
        return None
    found.delete()
    return found.run.uuid if found.run is not None and found.run.is_live else None


def _ask(user: User, column: ComparisonColumn, choice: CallChoice) -> PreparedRun | None:
    kind = ComparisonKind(column.comparison.kind)
    column.run, column.error_code, column.error_parameters = None, "", {}
    try:
        settings = checked_settings(user, kind.task, choice)
        prepared = _prepare(column.comparison, settings)
    except CallRefused as refused:
        column.error_code, column.error_parameters = refused.code, refused.parameters
        column.save()
        return None
    column.provider, column.model = settings.provider, settings.model
    column.run = save_run(user=user, prepared=prepared, kind=kind.run_kind)
    column.save()
    return prepared


def _prepare(comparison: Comparison, settings: CallSettings) -> PreparedRun:
    try:
        return prepare_run(
            credential=settings.credential,
            provider=settings.provider,
            request=_request(comparison, settings),
        )
    except GatewayError as error:
        raise CallRefused.from_gateway(error) from error
    except SecretUnreadableError as error:
        raise CallRefused("secret_unreadable", field="credential") from error


def _request(comparison: Comparison, settings: CallSettings) -> ChatRequest | CompletionRequest:
    if comparison.kind == ComparisonKind.COMPLETION:
        return CompletionRequest(
            prompt=comparison.prompt,
            model=settings.model,
            endpoint=settings.endpoint,
            parameters=settings.parameters,
        )
    request = ChatRequest(
        messages=(*comparison.earlier_turns, ChatMessage("user", comparison.prompt)),
        model=settings.model,
        endpoint=settings.endpoint,
        system=comparison.system,
        parameters=settings.parameters,
    )
    check_messages(request, settings.provider)
    return request


def _locked(user: User, uuid: UUID) -> Comparison:
    # Another tab may have deleted it since it was looked for.
    found = Comparison.objects.editable_by(user).select_for_update()
    return get_object_or_404(found, uuid=uuid)


def _some(prepared: PreparedRun | None) -> tuple[PreparedRun, ...]:
    return () if prepared is None else (prepared,)
