"""Two models on the same texts, beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from playground.accounts.http import AuthenticatedHttpRequest
from playground.embeddings.models import Embedding
from playground.embeddings.views.access import visible_embedding
from playground.embeddings.views.plots import json_bytes, unless_known
from playground.embeddings.views.workbench import other_embedding, render_view
from playground.lib.uuids import uuid_of

SHOWN_PAIRS: Final = 4_000
SHOWN_TEXTS: Final = 12
SHOWN_NEIGHBORS: Final = 3
MIN_TEXTS: Final = 3


@dataclass(frozen=True, slots=True)
class NearText:
    """A neighbor of a text; is it one for the other model as well?"""

    text: str
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A text of which the models name other neighbors; its agreement is from 0 to 1."""

    number: int
    text: str
    agreement: float
    first: tuple[NearText, ...]
    second: tuple[NearText, ...]


@login_required
@require_GET
@never_cache
def compare(request: AuthenticatedHttpRequest, uuid: UUID, embedding: UUID) -> HttpResponse:
    """Compare with the embedding that `with` names, or else with any other of these texts."""
    found = visible_embedding(request.user, uuid, embedding)
    others = Embedding.objects.filter(set=found.set, dimension__gt=0).exclude(pk=found.pk)
    named = uuid_of(request.GET.get("with", ""))
    known = list(others.select_related("set").order_by("pk"))
    other = next((each for each in known if each.uuid == named), known[-1] if known else None)
    context: dict[str, Any] = {"others": known, "other": other}
    if other is not None and found.dimension:
        context |= _compared(found, other)
    return render_view(request, found, "compare", context)


@login_required
@require_GET
def pairs(
    request: AuthenticatedHttpRequest, uuid: UUID, embedding: UUID, other: UUID
) -> HttpResponseBase:
    """Send what both models say of the same pairs, for some of them."""
    found = visible_embedding(request.user, uuid, embedding)
    second = other_embedding(found, other)

    def content() -> bytes:
        import numpy as np

        from playground.embeddings.comparison import compare_pairs

        places, one, another = _both(found, second)
        similar = compare_pairs(one, another, SHOWN_PAIRS)
        columns = {
            "first": np.ascontiguousarray(places[similar.pairs[:, 0]]),
            "second": np.ascontiguousarray(places[similar.pairs[:, 1]]),
            "x": similar.first,
            "y": similar.second,
        }
        return json_bytes(columns)

    what = f"pairs {second.uuid} {second.done_count}"
    return unless_known(request, found, what, content, "application/json")


def _both(first: Embedding, second: Embedding) -> Any:
    """Return the places that both have vectors of, and these of the one and of the other."""
    import numpy as np

    from playground.embeddings.stored_vectors import read_vectors

    one, other = read_vectors(first), read_vectors(second)
    places, ones, others = np.intersect1d(one.places, other.places, return_indices=True)
    return places, one.matrix[ones], other.matrix[others]


def _compared(first: Embedding, second: Embedding) -> dict[str, Any]:
    import numpy as np

    from playground.embeddings.comparison import compare as compare_vectors

    places, one, other = _both(first, second)
    if len(places) < MIN_TEXTS:
        return {"compared_count": len(places)}
    comparison = compare_vectors(one, other)
    texts = first.set.texts

    def named(rows: Any, others: Any) -> tuple[NearText, ...]:
        shared = set(others.tolist())
        near = rows[:SHOWN_NEIGHBORS].tolist()
        return tuple(NearText(texts[int(places[row])], row in shared) for row in near)

    order = np.argsort(comparison.agreements, kind="stable")[:SHOWN_TEXTS]
    return {
        "comparison": comparison,
        "agreement": float(comparison.agreements.mean()),
        "compared_count": len(places),
        "disagreements": [
            Disagreement(
                number=int(places[row]) + 1,
                text=texts[int(places[row])],
                agreement=float(comparison.agreements[row]),
                first=named(comparison.first_neighbors[row], comparison.second_neighbors[row]),
                second=named(comparison.second_neighbors[row], comparison.first_neighbors[row]),
            )
            for row in order
            if comparison.agreements[row] < 1
        ],
    }
