"""Makers of embedded texts, with vectors of our own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.test import AsyncClient
from django.urls import reverse

from playground.accounts.models import User
from playground.credentials.models import Credential
from playground.embeddings.models import Embedding, EmbeddingPart, EmbeddingSet, TextSource
from playground.embeddings.vectors import to_blob
from playground.gateway import Task
from playground.runs.model_offers import ChosenModel, service_value

HTMX = {"HX-Request": "true"}
# Two that are alike, one across, one that is opposite to the first.
VECTORS = ((1.0, 0.0), (0.98, 0.02), (0.0, 2.0), (-1.0, 0.0))
TEXTS = ("a cat", "the cat", "=a dog", "no cat")


def make_set(
    owner: User, texts: Sequence[str] = TEXTS, *, labels: Sequence[str] = (), **fields: Any
) -> EmbeddingSet:
    return EmbeddingSet.objects.create(
        owner=owner,
        name=fields.pop("name", "Animals"),
        source=TextSource.LINES,
        texts=list(texts),
        labels=list(labels),
        text_count=len(texts),
        **fields,
    )


def make_embedding(
    texts: EmbeddingSet,
    vectors: Sequence[Sequence[float]] = VECTORS,
    *,
    start: int = 0,
    model: str = "embedding-v1",
    **fields: Any,
) -> Embedding:
    """Make an embedding that has these vectors, of the texts from `start` on."""
    matrix = np.array(vectors, np.float32)
    embedding = Embedding.objects.create(
        set=texts,
        provider="qianfan_v2",
        model=model,
        dimension=matrix.shape[1] if len(matrix) else 0,
        done_count=len(matrix),
        **fields,
    )
    for row in range(0, len(matrix), 2):
        EmbeddingPart.objects.create(
            embedding=embedding, start=start + row, vectors=to_blob(matrix[row : row + 2])
        )
    return embedding


def address(name: str, embedding: Embedding, **query: object) -> str:
    args = [embedding.set.uuid, embedding.uuid]
    return reverse(f"embeddings:{name}", args=args, query=query or None)


def call_fields(credential: Credential, *, model: str = "embedding-v1") -> dict[str, str]:
    """Return what the form of the call sends."""
    chosen = ChosenModel("qianfan_v2", model)
    service = service_value(chosen, Task.EMBEDDING, credential)
    return {"credential": str(credential.uuid), "service": service}


async def signed_in(user: User) -> AsyncClient:
    client = AsyncClient()
    await client.aforce_login(user)
    return client
