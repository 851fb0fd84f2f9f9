"""Whose sets a person may look at, and whose they may change: 404 for all others."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from playground.accounts.models import User
from playground.embeddings.models import Embedding, EmbeddingSet

_RELATED = ("set", "run", "credential")
# Megabytes, which most views do without.
_LONG = ("set__texts", "set__labels")


def visible_set(user: User, uuid: UUID) -> EmbeddingSet:
    return get_object_or_404(EmbeddingSet.objects.visible_to(user), uuid=uuid)


def editable_set(user: User, uuid: UUID) -> EmbeddingSet:
    return get_object_or_404(EmbeddingSet.objects.editable_by(user), uuid=uuid)


def visible_embedding(user: User, uuid: UUID, embedding: UUID) -> Embedding:
    found = Embedding.objects.visible_to(user).select_related(*_RELATED).defer(*_LONG)
    return get_object_or_404(found, set__uuid=uuid, uuid=embedding)


def editable_embedding(user: User, uuid: UUID, embedding: UUID) -> Embedding:
    found = Embedding.objects.editable_by(user).select_related(*_RELATED).defer(*_LONG)
    return get_object_or_404(found, set__uuid=uuid, uuid=embedding)
