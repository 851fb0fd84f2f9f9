"""Save what is typed: a document as one of its pages has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from playground.accounts.models import User
from playground.completions.models import CompletionDocument
from playground.completions.ranges import Ranges
from playground.completions.services.refusals import DocumentRefused
from playground.completions.services.rounds import fold, is_being_written
from playground.runs.call_settings import CallChoice
from playground.runs.models import LIVE_STATUSES

MAX_TEXT_CHARACTERS = 400_000
MAX_VARIABLES = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a page has of a document; `revision` is the one that it began with, 0 if none."""

    revision: int
    text: str
    written: Ranges
    title: str = ""
    aside: str = ""
    aside_written: Ranges = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    sample_count: int = 1
    choice: CallChoice = field(default_factory=CallChoice)

    @property
    def texts(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in CompletionDocument.TEXTS}


def save_draft(*, user: User, uuid: UUID, draft: Draft) -> CompletionDocument:
    """Save a draft, of a new document where the page says that it is one.

    Raises: DocumentRefused where another page has changed the text, or a model writes it.
    """
    for name in ("text", "aside"):
        if len(getattr(draft, name)) > MAX_TEXT_CHARACTERS:
            raise DocumentRefused("text_too_long", field=name, limit=MAX_TEXT_CHARACTERS)
    try:
        with transaction.atomic():
            document = locked_document(user, uuid)
            if document is None:
                if draft.revision != 0:
                    # It was deleted meanwhile, or never was theirs.
                    raise Http404
                document = CompletionDocument(uuid=uuid, owner=user, **draft.texts)
            elif document.texts != draft.texts:
                _change_texts(document, draft)
            document.title = draft.title
            # Those of names that are not in the text now wait for them to come back.
            kept = {**document.variables, **draft.variables}
            document.variables = dict(list(kept.items())[-MAX_VARIABLES:])
            document.sample_count = draft.sample_count
            document.take_choice(draft.choice)
            document.save()
            return document
    except IntegrityError as exc:
        # Somebody else has a document with this id.
        raise Http404 from exc


@transaction.atomic
def delete_document(*, user: User, uuid: UUID) -> list[UUID]:
    """Delete a document for good; returns the runs that are still live, which are to be stopped.

    Its runs stay in the history. Raises: Http404.
    """
    # A round that begins in this moment does so before it or not at all.
    found = CompletionDocument.objects.editable_by(user).select_for_update().filter(uuid=uuid)
    document = found.first()
    if document is None:
        raise Http404
    live = document.samples.filter(run__status__in=LIVE_STATUSES)
    runs = list(live.values_list("run__uuid", flat=True))
    document.delete()
    return runs


def locked_document(user: User, uuid: UUID) -> CompletionDocument | None:
    """Lock a document for this transaction; the text of a round that has ended is in it."""
    found = CompletionDocument.objects.editable_by(user).select_for_update(of=("self",))
    document = found.select_related("credential").filter(uuid=uuid).first()
    if document is not None:
        fold(document)
    return document


def _change_texts(document: CompletionDocument, draft: Draft) -> None:
    if document.revision != draft.revision:
        raise DocumentRefused("document_changed")
    if is_being_written(document):
        raise DocumentRefused("document_busy")
    for name, value in draft.texts.items():
        setattr(document, name, value)
    document.revision += 1
    document.updated_at = timezone.now()
