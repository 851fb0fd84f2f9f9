"""Verbs of talks with plugins: ask, ask again, delete.

Each is one transaction. Once all checks have passed it calls `launch`, so that the call is on its
way while the rows are written; the caller confirms the launch if the answer `is_new`, and discards
it otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from playground.accounts.models import User
from playground.gateway import ChatMessage, Task, default_model
from playground.gateway.checks import check_request
from playground.lib.titles import one_line
from playground.plugins.models import PluginTalk, PluginTurn, TalkKind
from playground.plugins.questions import Question, question_of, with_file
from playground.plugins.refusals import QuestionRefused
from playground.runs.call_settings import CallChoice, CallSettings, checked_settings
from playground.runs.generation import PreparedRun
from playground.runs.model_offers import ChosenModel
from playground.runs.models import LIVE_STATUSES, RunKind
from playground.runs.services import prepare_run, save_run

TITLE_CHARACTERS = 60
PLUGIN_PROVIDER = "qianfan_v1"
Launch = Callable[[PreparedRun], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A turn whose answer is written from now on, or that was there before."""

    turn: PluginTurn
    is_new: bool
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, and with what to ask it: in a new talk where `talk` is None."""

    turn: UUID
    question: Question
    settings: CallSettings
    talk: UUID | None = None


def ask(*, user: User, asking: Asking, launch: Launch) -> Asked:
    """Ask a question; the same `turn` again changes nothing. Raises: QuestionRefused."""
    asking.question.check()
    asking = replace(asking, settings=_fitting(asking.settings, asking.question.kind))
    if asking.settings.provider != PLUGIN_PROVIDER:
        raise QuestionRefused("provider_without_plugins", field="credential")
    if asking.question.kind == TalkKind.APPLICATION and not asking.settings.endpoint:
        raise QuestionRefused("endpoint_missing", field="endpoint")
    try:
        with transaction.atomic():
            return _ask(user, asking, launch)
    except IntegrityError as exc:
        # Another process was faster, or somebody else has a turn with this id.
        existing = _existing(user, asking.turn)
        if existing is None:
            raise QuestionRefused("talk_gone") from exc
        return existing


@transaction.atomic
def ask_again(*, user: User, turn: UUID, launch: Launch) -> Asked:
    """Ask the last question of a talk once more; the earlier answer stays among the runs.

    Raises: CallRefused, mostly a QuestionRefused.
    """
    found = PluginTurn.objects.editable_by(user).filter(uuid=turn).first()
    talks = PluginTalk.objects.editable_by(user).select_for_update(of=("self",))
    talk = talks.select_related("credential").filter(pk=found.talk_id).first() if found else None
    if found is None or talk is None:
        raise QuestionRefused("talk_gone")
    turns = _turns(talk)
    if turns[-1].pk != found.pk:
        raise QuestionRefused("last_turn_only")
    _refuse_if_busy(turns)
    question = question_of(found, TalkKind(talk.kind))
    settings = checked_settings(user, Task.PLUGIN, kept_choice(talk))
    prepared = _prepare(question, settings, turns[:-1])
    launch(prepared)
    found.run = save_run(user=user, prepared=prepared, kind=RunKind.PLUGIN)
    found.save(update_fields=["run"])
    talk.updated_at = timezone.now()
    talk.save(update_fields=["updated_at"])
    found.talk = talk
    return Asked(found, is_new=True)


@transaction.atomic
def delete(*, user: User, talk: UUID) -> list[UUID]:
    """Delete a talk; returns the runs that are still answering. Runs stay in the history.

    Raises: Http404.
    """
    # Whoever asks in this moment does so before it or not at all.
    found = PluginTalk.objects.editable_by(user).select_for_update().filter(uuid=talk).first()
    if found is None:
        raise Http404
    live = found.turns.filter(run__status__in=LIVE_STATUSES)
    runs = list(live.values_list("run__uuid", flat=True))
    found.delete()
    return runs


def kept_choice(talk: PluginTalk) -> CallChoice:
    """Return with what a talk was called last; fetch it with its credential."""
    model = ChosenModel(talk.provider, talk.model, talk.endpoint)
    return CallChoice(talk.credential, model, talk.parameters)


def _ask(user: User, asking: Asking, launch: Launch) -> Asked:
    if existing := _existing(user, asking.turn):
        return existing
    question, settings = asking.question, asking.settings
    if asking.talk is None:
        talk = PluginTalk(owner=user, title=one_line(question.query, TITLE_CHARACTERS))
        turns: list[PluginTurn] = []
    else:
        talks = PluginTalk.objects.editable_by(user).select_for_update()
        found = talks.filter(uuid=asking.talk).first()
        if found is None:
            raise QuestionRefused("talk_gone")
        talk, turns = found, _turns(found)
    _refuse_if_busy(turns)
    prepared = _prepare(question, settings, turns)
    launch(prepared)
    talk.kind = question.kind
    talk.take_settings(settings)
    talk.updated_at = timezone.now()
    talk.save()
    asked = PluginTurn.objects.create(
        uuid=asking.turn,
        talk=talk,
        query=question.query,
        plugins=list(question.plugins),
        file_url=question.file_url,
        variables=question.variable_values(),
        is_verbose=question.is_verbose,
        has_history=question.has_history,
        run=save_run(user=user, prepared=prepared, kind=RunKind.PLUGIN),
    )
    return Asked(asked, is_new=True, is_first=not turns)


def _fitting(settings: CallSettings, kind: TalkKind) -> CallSettings:
    """ERNIE Bot is asked by its model: a service of one's own is another application."""
    if kind == TalkKind.APPLICATION or not settings.endpoint:
        return settings
    return replace(settings, endpoint="", model=default_model(settings.provider, Task.PLUGIN))


def _prepare(question: Question, settings: CallSettings, turns: list[PluginTurn]) -> PreparedRun:
    history = _history(turns, question.kind) if question.has_history else []
    request = question.request(settings, history)
    with QuestionRefused.instead_of_errors(field="query"):
        check_request(request, settings.provider)
    with QuestionRefused.instead_of_errors(field="credential"):
        return prepare_run(
            credential=settings.credential, provider=settings.provider, request=request
        )


def _history(turns: list[PluginTurn], kind: TalkKind) -> list[ChatMessage]:
    """Return question and answer of each turn that has one: a provider takes no half turns."""
    messages = []
    for turn in turns:
        if not turn.run.output.strip():
            continue
        query = turn.query
        if kind == TalkKind.ERNIE:
            query = with_file(query, turn.file_url, turn.plugins)
        messages += [ChatMessage("user", query), ChatMessage("assistant", turn.run.output)]
    return messages


def _turns(talk: PluginTalk) -> list[PluginTurn]:
    return list(talk.turns.select_related("run").order_by("pk"))


def _refuse_if_busy(turns: list[PluginTurn]) -> None:
    if any(turn.run.status in LIVE_STATUSES for turn in turns):
        raise QuestionRefused("talk_busy")


def _existing(user: User, turn: UUID) -> Asked | None:
    found = PluginTurn.objects.editable_by(user).select_related("talk", "run").filter(uuid=turn)
    existing = found.first()
    return Asked(existing, is_new=False) if existing else None
