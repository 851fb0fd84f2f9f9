"""The texts of a page of the table, each with what is known of its vector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.embeddings.models import Embedding
from playground.gateway.token_estimates import estimate_tokens


@dataclass(frozen=True, slots=True)
class TextRow:
    """`number` counts from 1; the norm is None as long as there is no vector."""

    number: int
    text: str
    label: str
    norm: float | None
    tokens: int
    are_tokens_counted: bool


def text_rows(embedding: Embedding, places: Sequence[int]) -> list[TextRow]:
    """Return the texts at these places, which are in rising order."""
    if not places:
        return []
    norms = _norms(embedding, places) if embedding.dimension else {}
    counted = dict(
        embedding.parts.filter(
            tokens__isnull=False, start__gte=places[0], start__lte=places[-1]
        ).values_list("start", "tokens")
    )
    texts, labels = embedding.set.texts, embedding.set.labels
    return [
        TextRow(
            number=place + 1,
            text=texts[place],
            label=labels[place] if labels else "",
            norm=norms.get(place),
            tokens=counted.get(place) or estimate_tokens(texts[place]),
            are_tokens_counted=place in counted,
        )
        for place in places
    ]


def _norms(embedding: Embedding, places: Sequence[int]) -> dict[int, float]:
    # NumPy takes a moment to load, which only those wait for who look at vectors.
    from playground.embeddings.stored_vectors import read_vectors
    from playground.embeddings.vectors import norms

    stored = read_vectors(embedding, start=places[0], end=places[-1] + 1)
    known = dict(zip(stored.places.tolist(), norms(stored.matrix).tolist(), strict=True))
    return {place: known[place] for place in places if place in known}
