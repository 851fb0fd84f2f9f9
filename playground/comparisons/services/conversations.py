"""Take the answer of one column to a conversation, where it can be gone on with."""

from __future__ import annotations

from playground.accounts.models import User
from playground.comparisons.models import ComparisonColumn
from playground.conversations.completion_settings import ChosenSettings
from playground.conversations.models import Conversation
from playground.conversations.services.creation import create_conversation
from playground.gateway import ChatMessage
from playground.runs.models import Run, RunKind
from playground.runs.repeats import prefill_of


def open_conversation(*, user: User, column: ComparisonColumn, run: Run) -> Conversation:
    """Make a conversation of all that was asked and of what `run`, the column's, has answered.

    Raises: RequestRefused, naming the setting that is wrong.
    """
    comparison = column.comparison
    given = prefill_of(run, user).as_kind(RunKind.CHAT)
    settings = ChosenSettings(
        credential=given.credential.uuid if given.credential else None,
        provider=given.provider,
        model=given.model,
        endpoint=given.endpoint,
        system=comparison.system,
        parameters=dict(given.parameters),
    )
    turns = (
        *comparison.earlier_turns,
        ChatMessage("user", comparison.prompt),
        ChatMessage("assistant", run.output),
    )
    return create_conversation(
        user=user, turns=turns, settings=settings, title_text=comparison.prompt
    )
