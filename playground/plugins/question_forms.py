"""The form in which a question is asked: what can be chosen, and what is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final
from uuid import UUID, uuid4

from django.utils.functional import Promise

from playground.accounts.models import User
from playground.gateway import ModelSpec, Task
from playground.plugins.known_plugins import KNOWN_PLUGINS
from playground.plugins.models import PluginTalk, TalkKind
from playground.plugins.questions import (
    Question,
    default_question,
    host_of,
    split_variables,
    without_file,
)
from playground.plugins.shown_turns import turn_count
from playground.runs.call_offers import CallOffers, call_offers
from playground.runs.call_settings import CallChoice, CallRefused, usual_provider
from playground.runs.model_offers import ChosenModel, remembered_lists
from playground.runs.repeats import Prefill

_OWN_FIELDS: Final = frozenset({"", "query", "plugins", "file_url", "variables"})


@dataclass(frozen=True, slots=True)
class PluginOption:
    id: str
    label: str | Promise
    help: str | Promise
    is_chosen: bool


@dataclass(frozen=True)
class QuestionForm:
    """`turn` is the id of the turn to be, so that sending twice asks once."""

    question: Question
    offers: CallOffers
    turn: UUID
    talk: PluginTalk | None = None
    refused: CallRefused | None = None

    @property
    def kinds(self) -> list[tuple[str, str | Promise, list[PluginOption]]]:
        return [(kind.value, kind.label, self._options(kind)) for kind in TalkKind]

    @property
    def fault(self) -> str:
        """The name of the field that is at fault."""
        return self.refused.field if self.refused else ""

    @property
    def has_own_error(self) -> bool:
        """Is the error not one that the settings of the call show themselves?"""
        return self.refused is not None and self.fault in _OWN_FIELDS

    @cached_property
    def turn_count(self) -> int:
        """How many turns the page has: another tab may have asked meanwhile."""
        return turn_count(self.talk)

    @property
    def has_variables(self) -> bool:
        return bool(self.question.variables or self.question.variables_json)

    @property
    def file_host(self) -> str:
        return host_of(self.question.file_url)

    def _options(self, kind: TalkKind) -> list[PluginOption]:
        question = self.question if kind == self.question.kind else default_question(kind)
        chosen = question.plugins
        known = KNOWN_PLUGINS[kind]
        options = [
            PluginOption(each.id, each.label, each.help, each.id in chosen) for each in known
        ]
        ids = {each.id for each in known}
        return options + [PluginOption(each, each, "", True) for each in chosen if each not in ids]


def question_form(
    user: User,
    question: Question,
    choice: CallChoice,
    *,
    talk: PluginTalk | None = None,
    refused: CallRefused | None = None,
    turn: UUID | None = None,
) -> QuestionForm:
    listed: Mapping[str, tuple[ModelSpec, ...]] = remembered_lists(choice.credential)
    offers = call_offers(user, Task.PLUGIN, choice, listed, refused=refused)
    return QuestionForm(question, offers, turn or uuid4(), talk, refused)


def prefilled_form(user: User, asked: Prefill) -> QuestionForm:
    """Make the form of a question that was asked before, perhaps of something else."""
    kind = TalkKind.APPLICATION if asked.endpoint else TalkKind.ERNIE
    query, file_url = without_file(asked.text)
    texts, others = split_variables(asked.variables)
    usual = default_question(kind)
    question = replace(
        usual,
        query=query,
        plugins=asked.plugins or usual.plugins,
        file_url=asked.file_url or file_url,
        variables=texts,
        variables_json=others,
    )
    model = ChosenModel(asked.provider, asked.model, asked.endpoint)
    if asked.credential and not (asked.model or asked.endpoint):
        # It was asked of a model that has no plugins.
        model = ChosenModel(usual_provider(asked.credential, Task.PLUGIN))
    return question_form(user, question, CallChoice(asked.credential, model, asked.parameters))


def call_fields(data: Any) -> Any:
    """Return the typed fields of a call, without what this kind of talk has no use for."""
    if data.get("kind") == TalkKind.APPLICATION:
        return data
    fields = data.copy()
    fields["endpoint"] = ""
    return fields
