"""A comparison before it is made: what is asked, and of whom; unfinished, as it was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import uuid4

from django.http import QueryDict

from playground.accounts.models import User
from playground.comparisons.earlier_turns import (
    NO_TURNS,
    EarlierTurns,
    begun_with,
    spoken,
    turns_at,
)
from playground.comparisons.forms import HandoverForm, QuestionForm
from playground.comparisons.models import MAX_COLUMNS, MIN_COLUMNS, Comparison, ComparisonKind
from playground.comparisons.services.columns import choice_of
from playground.comparisons.services.creation import Question
from playground.gateway import Task
from playground.runs.call_offers import CallOffers, call_offers
from playground.runs.call_settings import (
    CallChoice,
    CallRefused,
    CallSettingsForm,
    checked_settings,
    default_choice,
)
from playground.runs.model_offers import ChosenModel, model_groups, remembered_lists
from playground.runs.repeats import Prefill

_MAX_KEY: Final = 99


def prefix_of(key: int) -> str:
    return f"column{key}-"


@dataclass(frozen=True, slots=True)
class ColumnSetup:
    """One column; its `key` tells its fields from those of the others."""

    key: int
    choice: CallChoice
    refused: CallRefused | None = None

    @property
    def prefix(self) -> str:
        return prefix_of(self.key)


@dataclass(frozen=True, slots=True)
class Setup:
    form: QuestionForm
    columns: tuple[ColumnSetup, ...]
    earlier: EarlierTurns = NO_TURNS

    @property
    def task(self) -> Task:
        return self.form.asked_kind.task

    @property
    def can_add(self) -> bool:
        return len(self.columns) < MAX_COLUMNS

    @property
    def can_remove(self) -> bool:
        return len(self.columns) > MIN_COLUMNS

    @property
    def is_valid(self) -> bool:
        is_complete = MIN_COLUMNS <= len(self.columns) <= MAX_COLUMNS
        # Both, so that all that is wrong is said at once.
        return self.form.is_valid() & all(each.refused is None for each in self.columns) and (
            is_complete and not (self.earlier.is_missing and self.task == Task.CHAT)
        )

    @property
    def question(self) -> Question:
        return replace(self.form.question, turns=self.earlier.sent)

    def offers(self, user: User) -> list[CallOffers]:
        """Collect what can be chosen in each column."""
        return [column_offers(user, self.task, column) for column in self.columns]


def column_offers(user: User, task: Task, column: ColumnSetup) -> CallOffers:
    """Collect what can be chosen in a column."""
    listed = remembered_lists(column.choice.credential)
    return call_offers(
        user, task, column.choice, listed, prefix=column.prefix, refused=column.refused
    )


def read_setup(data: QueryDict, user: User, *, is_checked: bool = False) -> Setup:
    """Read what stands on the page; its columns are looked at closely only if `is_checked`."""
    form = QuestionForm(data)
    task = form.asked_kind.task
    columns = []
    for key in _keys(data)[:MAX_COLUMNS]:
        settings = CallSettingsForm(data, user=user, task=task, prefix=prefix_of(key))
        refused = _refusal(settings) if is_checked else None
        columns.append(ColumnSetup(key, settings.choice, refused))
    return Setup(form, tuple(columns), _earlier(form, user))


def read_column(data: QueryDict, user: User, comparison: Comparison) -> ColumnSetup:
    """Read a column that is to be added, and what is wrong with it."""
    task = ComparisonKind(comparison.kind).task
    settings = CallSettingsForm(data, user=user, task=task, prefix=prefix_of(0))
    return ColumnSetup(0, settings.choice, _refusal(settings))


def new_column(user: User, comparison: Comparison, like: str) -> ColumnSetup:
    """Begin a column to be added: as the one with the id `like`, or with another model."""
    columns = comparison.columns.select_related("credential").order_by("position")
    choices = {str(column.uuid): choice_of(column) for column in columns}
    kind = ComparisonKind(comparison.kind)
    another = another_choice(user, kind, list(choices.values()))
    return ColumnSetup(0, choices.get(like, another))


def changed_setup(setup: Setup, user: User, action: str) -> Setup:
    """Carry out `add`, `duplicate:<key>` or `remove:<key>`; anything else changes nothing."""
    verb, _, text = action.partition(":")
    columns = list(setup.columns)
    place = next((n for n, column in enumerate(columns) if str(column.key) == text), None)
    if verb == "remove" and setup.can_remove and place is not None:
        del columns[place]
    elif verb == "duplicate" and setup.can_add and place is not None:
        columns.insert(place + 1, replace(columns[place], key=_free_key(columns)))
    elif verb == "add" and setup.can_add:
        choice = another_choice(user, setup.form.asked_kind, [column.choice for column in columns])
        columns.append(ColumnSetup(_free_key(columns), choice))
    return replace(setup, columns=tuple(columns))


def new_setup(user: User) -> Setup:
    """Begin with the columns of the last comparison, or with two models of one credential."""
    last = Comparison.objects.visible_to(user).order_by("-created_at", "-pk").first()
    kind = ComparisonKind(last.kind) if last is not None else ComparisonKind.CHAT
    choices = [] if last is None else _usable_choices(user, last)
    return _setup(user, {"kind": kind}, choices)


def setup_of(comparison: Comparison, user: User) -> Setup:
    """Begin with what an earlier comparison asked."""
    question = {
        "kind": comparison.kind,
        "prompt": comparison.prompt,
        "system": comparison.system,
    }
    earlier = begun_with(f"comparison:{comparison.uuid}", comparison.earlier_turns)
    return _setup(user, question, _usable_choices(user, comparison), earlier)


def setup_of_run(given: Prefill, user: User) -> Setup:
    """Begin with what a run was asked, after what, and with whom."""
    question = {"kind": given.kind, "prompt": given.text, "system": given.system}
    model = ChosenModel(given.provider, given.model, given.endpoint)
    choice = CallChoice(given.credential, model, given.parameters)
    earlier = begun_with(f"run:{given.run}", spoken(given.turns))
    return _setup(user, question, [choice] if given.credential else [], earlier)


def setup_of_handover(form: HandoverForm, user: User) -> Setup:
    """Begin with what another page handed over; its settings are those of the first column."""
    choice = form.choice
    earlier = begun_with(form.earlier_address, turns_at(user, form.earlier_address))
    return _setup(user, form.question, [choice] if choice.credential else [], earlier)


def another_choice(user: User, kind: ComparisonKind, taken: Sequence[CallChoice]) -> CallChoice:
    """Choose like the last column, but a model that no column has, if there is one."""
    if not taken:
        return default_choice(user, kind.task, kind.run_kind)
    last = taken[-1]
    used = {choice.model for choice in taken}
    listed = remembered_lists(last.credential)
    for group in model_groups(last.credential, listed, last.model, kind.task):
        for spec in group.models if group.provider == last.model.provider else ():
            endpoint = spec.endpoint if spec.is_custom else ""
            model = ChosenModel(group.provider, spec.name, endpoint)
            if model not in used:
                return CallChoice(last.credential, model)
    return last


def _setup(
    user: User,
    question: Mapping[str, Any],
    choices: list[CallChoice],
    earlier: EarlierTurns = NO_TURNS,
) -> Setup:
    form = QuestionForm({**question, "uuid": str(uuid4())})
    while len(choices) < MIN_COLUMNS:
        choices.append(another_choice(user, form.asked_kind, choices))
    columns = [ColumnSetup(key, choice) for key, choice in enumerate(choices[:MAX_COLUMNS])]
    return Setup(form, tuple(columns), earlier)


def _earlier(form: QuestionForm, user: User) -> EarlierTurns:
    form.is_valid()
    address = form.cleaned_data.get("earlier") or ""
    is_left_out = bool(form.cleaned_data.get("leaves_out"))
    return EarlierTurns(address, turns_at(user, address), is_left_out)


def _usable_choices(user: User, comparison: Comparison) -> list[CallChoice]:
    """Return the columns of a comparison that could be called now."""
    task = ComparisonKind(comparison.kind).task
    found = []
    for column in comparison.columns.select_related("credential").order_by("position"):
        choice = choice_of(column)
        try:
            checked_settings(user, task, choice)
        except CallRefused as refused:
            if refused.field == "credential":
                continue
        found.append(choice)
    return found


def _refusal(settings: CallSettingsForm) -> CallRefused | None:
    try:
        settings.settings()
    except CallRefused as refused:
        return refused
    return None


def _keys(data: QueryDict) -> list[int]:
    texts = dict.fromkeys(data.getlist("column"))
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 2]


def _free_key(columns: Sequence[ColumnSetup]) -> int:
    taken = {column.key for column in columns}
    return next(key for key in range(_MAX_KEY + 1) if key not in taken)
