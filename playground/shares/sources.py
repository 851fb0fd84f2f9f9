"""What can be shared: it is found for its owner, and its snapshot taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from playground.accounts.models import User
from playground.comparisons.models import Comparison
from playground.conversations.models import Conversation
from playground.runs.models import Run, RunKind
from playground.runs.titles import TITLE_CHARACTERS
from playground.shares.models import ShareKind, ShareLink
from playground.shares.snapshots import (
    Snapshot,
    comparison_snapshot,
    conversation_snapshot,
    run_snapshot,
)

# Runs whose answer can be looked at.
SHAREABLE_KINDS: Final = (
    RunKind.CHAT,
    RunKind.COMPLETION,
    RunKind.PLUGIN,
    RunKind.IMAGE,
    RunKind.IMAGE_TO_TEXT,
)


class NotShareableError(Exception):
    """There is nothing in it to read or to look at."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a link shows."""

    shown: Conversation | Comparison | Run

    @property
    def kind(self) -> ShareKind:
        match self.shown:
            case Conversation():
                return ShareKind.CONVERSATION
            case Comparison():
                return ShareKind.COMPARISON
            case Run():
                return ShareKind.RUN

    @property
    def uuid(self) -> UUID:
        return self.shown.uuid

    @property
    def title(self) -> str:
        if isinstance(self.shown, Comparison) and not self.shown.title:
            return " ".join(self.shown.prompt[:TITLE_CHARACTERS].split())
        return self.shown.title

    @property
    def address(self) -> str:
        """Where its owner reads and changes it."""
        return reverse(f"{self.kind.value}s:detail", args=[self.uuid])

    def snapshot(self, *, shows_system: bool, shows_parameters: bool) -> Snapshot:
        match self.shown:
            case Conversation() as conversation:
                return conversation_snapshot(
                    conversation, shows_system=shows_system, shows_parameters=shows_parameters
                )
            case Comparison() as comparison:
                return comparison_snapshot(
                    comparison, shows_system=shows_system, shows_parameters=shows_parameters
                )
            case Run() as run:
                return run_snapshot(
                    run, shows_system=shows_system, shows_parameters=shows_parameters
                )


def find_source(user: User, kind: str, uuid: UUID) -> Source:
    """Find what `user` may share: it must be their own. Raises: Http404, NotShareableError."""
    match kind:
        case ShareKind.CONVERSATION:
            return Source(get_object_or_404(Conversation.objects.owned_by(user), uuid=uuid))
        case ShareKind.COMPARISON:
            comparisons = Comparison.objects.visible_to(user).filter(owner=user)
            return Source(get_object_or_404(comparisons, uuid=uuid))
        case ShareKind.RUN:
            runs = Run.objects.visible_to(user).filter(user=user).select_related("credential")
            run = get_object_or_404(runs, uuid=uuid)
            if run.kind not in SHAREABLE_KINDS:
                raise NotShareableError
            return Source(run)
    raise Http404


def source_of(link: ShareLink) -> Source:
    shown = link.conversation or link.comparison or link.run
    assert shown is not None
    return Source(shown)
