"""Embed the texts of a set with a model; go on where that has failed; embed a query.

Each verb saves a run and returns it prepared: the caller, who is on the event loop, starts it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from channels.db import database_sync_to_async
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from playground.accounts.models import User
from playground.credentials.models import Credential
from playground.embeddings.models import Embedding, EmbeddingQuery, EmbeddingSet
from playground.embeddings.refusals import EmbeddingRefused
from playground.embeddings.services.storing import save_part, save_query_vector
from playground.gateway import EmbeddingRequest
from playground.gateway.results import EmbeddedPart, ImageResult
from playground.runs.call_events import Keep
from playground.runs.call_settings import CallRefused, CallSettings
from playground.runs.generation import PreparedRun
from playground.runs.models import LIVE_STATUSES, Run, RunKind
from playground.runs.services import prepare_run, save_run


@dataclass(frozen=True, slots=True)
class Started:
    """An embedding whose run is saved."""

    embedding: Embedding
    prepared: PreparedRun


@dataclass(frozen=True, slots=True)
class Asked:
    """A query; nothing is left to call for where its vector was known."""

    query: EmbeddingQuery
    prepared: PreparedRun | None


@transaction.atomic
def start_embedding(*, user: User, texts: EmbeddingSet, settings: CallSettings) -> Started:
    """Save another embedding of the texts and its run. Raises: CallRefused, Http404."""
    # Whoever deletes the texts in this moment finds the run, and ends it.
    _lock(EmbeddingSet.objects.filter(pk=texts.pk))
    embedding = Embedding.objects.create(
        set=texts,
        credential=settings.credential,
        provider=settings.provider,
        model=settings.model,
        endpoint=settings.endpoint,
        parameters=settings.parameters,
    )
    keep = _part_keeper(embedding, range(texts.text_count))
    prepared = _prepare(embedding, tuple(texts.texts), settings.credential, keep)
    embedding.run = save_run(user=user, prepared=prepared, kind=RunKind.EMBEDDING)
    embedding.save(update_fields=["run"])
    return Started(embedding, prepared)


@transaction.atomic
def resume_embedding(*, user: User, embedding: Embedding) -> Started:
    """Save a run for the texts that have no vector yet.

    Raises: CallRefused, EmbeddingRefused, Http404.
    """
    # Two clicks must not pay for the same texts twice.
    _lock(Embedding.objects.filter(pk=embedding.pk))
    locked = Embedding.objects.select_related("set").get(pk=embedding.pk)
    run = Run.objects.filter(embeddings=locked).only("status").first()
    if run is not None and run.is_live:
        raise EmbeddingRefused("still_running")
    missing = missing_places(locked)
    if not missing:
        raise EmbeddingRefused("nothing_left")
    credential = _usable_credential(user, locked)
    texts = tuple(locked.set.texts[place] for place in missing)
    prepared = _prepare(locked, texts, credential, _part_keeper(locked, missing))
    locked.run = save_run(user=user, prepared=prepared, kind=RunKind.EMBEDDING)
    locked.save(update_fields=["run"])
    return Started(locked, prepared)


@transaction.atomic
def ask_for_neighbors(*, user: User, embedding: Embedding, text: str) -> Asked:
    """Save a query and the run that embeds it; a text that was embedded before needs none.

    Raises: CallRefused, EmbeddingRefused, Http404.
    """
    _lock(Embedding.objects.filter(pk=embedding.pk))
    is_known = Q(vector__isnull=False) | Q(run__status__in=LIVE_STATUSES)
    known = embedding.queries.filter(is_known, text=text).order_by("pk").first()
    if known is not None:
        return Asked(known, None)
    credential = _usable_credential(user, embedding)
    query = EmbeddingQuery.objects.create(embedding=embedding, text=text)

    async def keep(part: EmbeddedPart | ImageResult) -> None:
        assert isinstance(part, EmbeddedPart)
        await database_sync_to_async(save_query_vector)(query.pk, part.vectors[0])

    prepared = _prepare(embedding, (text,), credential, keep)
    query.run = save_run(user=user, prepared=prepared, kind=RunKind.EMBEDDING)
    query.save(update_fields=["run"])
    return Asked(query, prepared)


def _lock(rows: QuerySet[Any]) -> None:
    """Lock what is to be embedded until the transaction ends. Raises: Http404 if it is gone."""
    # Not their texts, which may be megabytes.
    if not rows.select_for_update().values_list("pk").first():
        raise Http404


def missing_places(embedding: Embedding) -> list[int]:
    """Return the places of the texts that have no vector."""
    from playground.embeddings.stored_vectors import places_with_vectors

    known = places_with_vectors(embedding)
    return [place for place in range(embedding.set.text_count) if place not in known]


def _part_keeper(embedding: Embedding, places: Sequence[int]) -> Keep:
    """Keep what comes of the texts that are at these places of the set."""
    save = database_sync_to_async(partial(save_part, embedding.pk))

    async def keep(part: EmbeddedPart | ImageResult) -> None:
        assert isinstance(part, EmbeddedPart)
        await save(places[part.start : part.start + len(part.vectors)], part)

    return keep


def _prepare(
    embedding: Embedding, texts: tuple[str, ...], credential: Credential, keep: Keep
) -> PreparedRun:
    request = EmbeddingRequest(
        texts=texts,
        model=embedding.model,
        endpoint=embedding.endpoint,
        parameters=embedding.parameters,
    )
    with CallRefused.instead_of_errors():
        return prepare_run(
            credential=credential, provider=embedding.provider, request=request, keep=keep
        )


def _usable_credential(user: User, embedding: Embedding) -> Credential:
    usable = Credential.objects.usable_by(user).filter(embeddings=embedding).first()
    if usable is None:
        raise EmbeddingRefused("no_credential")
    return usable
