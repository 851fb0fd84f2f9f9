"""Make a comparison: its prompt, and a column for each of those who are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from playground.accounts.models import User
from playground.comparisons.models import Comparison, ComparisonKind
from playground.comparisons.services.columns import Saved, choice_of, open_column
from playground.gateway import ChatMessage
from playground.lib.titles import first_line
from playground.runs.call_settings import CallChoice

TITLE_CHARACTERS: Final = 80


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of all columns, after `turns` that were spoken before.

    A completion has neither those nor a system prompt.
    """

    kind: ComparisonKind
    prompt: str
    system: str = ""
    turns: tuple[ChatMessage, ...] = ()

    def as_asked(self) -> Question:
        """Return it without what its kind does not have."""
        return self if self.kind == ComparisonKind.CHAT else Question(self.kind, self.prompt)


def create_comparison(
    *, user: User, uuid: UUID, question: Question, choices: Sequence[CallChoice]
) -> Saved:
    """Save a comparison and its runs; the same again with the same id changes nothing.

    A column whose call is refused says so, and the others go on.
    """
    question = question.as_asked()
    try:
        with transaction.atomic():
            return _create(user, uuid, question, choices)
    except IntegrityError:
        # A second click was faster; or it is another page with this id, such as one to which a
        # person went back, and asks something else.
        existing = Comparison.objects.editable_by(user).filter(uuid=uuid).first()
        if existing is not None and _has_asked(existing, question, choices):
            return Saved(existing)
        with transaction.atomic():
            return _create(user, uuid4(), question, choices)


def ask_same_columns(*, user: User, uuid: UUID, earlier: Comparison, question: Question) -> Saved:
    """Make a comparison with the columns of an earlier one, and the turns before its prompt."""
    columns = earlier.columns.select_related("credential").order_by("position")
    choices = [choice_of(column) for column in columns]
    question = replace(question, turns=earlier.earlier_turns)
    return create_comparison(user=user, uuid=uuid, question=question, choices=choices)


def title_of(prompt: str) -> str:
    """Make a title of the first line of a prompt."""
    return first_line(prompt, TITLE_CHARACTERS)


def _has_asked(comparison: Comparison, question: Question, choices: Sequence[CallChoice]) -> bool:
    columns = comparison.columns.select_related("credential").order_by("position")
    asked = Question(
        ComparisonKind(comparison.kind),
        comparison.prompt,
        comparison.system,
        comparison.earlier_turns,
    )
    return asked == question and list(choices) == [choice_of(column) for column in columns]


def _create(user: User, uuid: UUID, question: Question, choices: Sequence[CallChoice]) -> Saved:
    comparison = Comparison.objects.create(
        uuid=uuid,
        owner=user,
        title=title_of(question.prompt),
        kind=question.kind,
        prompt=question.prompt,
        system=question.system,
        turns=[{"role": turn.role, "content": turn.content} for turn in question.turns],
    )
    opened = [
        open_column(user, comparison, choice, position) for position, choice in enumerate(choices)
    ]
    return Saved(comparison, tuple(prepared for prepared in opened if prepared is not None))
