"""Make, rename and delete sets of texts."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from playground.accounts.models import User
from playground.embeddings.forms import ChosenTexts
from playground.embeddings.models import Embedding, EmbeddingSet
from playground.embeddings.services.embedding import Started, start_embedding
from playground.runs.call_settings import CallSettings
from playground.runs.models import LIVE_STATUSES


@transaction.atomic
def create_set(*, owner: User, chosen: ChosenTexts, settings: CallSettings) -> Started:
    """Save the texts and the run that embeds them, which the caller starts.

    Raises: CallRefused.
    """
    texts = EmbeddingSet.objects.create(
        owner=owner,
        name=chosen.name,
        source=chosen.source,
        column=chosen.column,
        label_column=chosen.label_column,
        texts=list(chosen.texts),
        labels=list(chosen.labels),
        text_count=len(chosen.texts),
        blank_count=chosen.blank_count,
    )
    return start_embedding(user=owner, texts=texts, settings=settings)


def rename_set(*, texts: EmbeddingSet, name: str) -> None:
    texts.name = name
    texts.save(update_fields=["name"])


def delete_embedding(*, embedding: Embedding) -> list[UUID]:
    """Delete the vectors of one model for good; returns its run if that is still live."""
    run = embedding.run
    embedding.delete()
    return [run.uuid] if run is not None and run.is_live else []


def delete_set(*, texts: EmbeddingSet) -> list[UUID]:
    """Delete for good what was embedded and its vectors; returns the runs that are still live."""
    live = Embedding.objects.filter(set=texts, run__status__in=LIVE_STATUSES)
    runs = list(live.values_list("run__uuid", flat=True))
    texts.delete()
    return runs
