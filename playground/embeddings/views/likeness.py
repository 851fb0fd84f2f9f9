"""Texts that are there twice, or nearly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from playground.accounts.http import AuthenticatedHttpRequest
from playground.embeddings.models import Embedding
from playground.embeddings.views.access import visible_embedding
from playground.embeddings.views.workbench import render_view
from playground.lib.htmx import wants_fragment

DEFAULT_THRESHOLD: Final = 95
MIN_THRESHOLD: Final = 50
# A low threshold finds millions of pairs, of which nobody reads these.
MAX_PAIRS: Final = 2_000
SHOWN_GROUPS: Final = 100
SHOWN_MEMBERS: Final = 20
SHOWN_PAIRS: Final = 200


@dataclass(frozen=True, slots=True)
class Member:
    """A text by its number, from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ShownGroup:
    members: tuple[Member, ...]
    more_count: int
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class ShownPair:
    first: Member
    second: Member
    similarity: float


@login_required
@require_GET
@never_cache
def duplicates(request: AuthenticatedHttpRequest, uuid: UUID, embedding: UUID) -> HttpResponse:
    """Show the texts that are at least so alike, in groups or in pairs."""
    found = visible_embedding(request.user, uuid, embedding)
    threshold = _threshold(request.GET.get("threshold", ""))
    by_pair = request.GET.get("as") == "pairs"
    context = {"threshold": threshold, "by_pair": by_pair, "min_threshold": MIN_THRESHOLD}
    context |= _found(found, threshold / 100, by_pair=by_pair)
    if wants_fragment(request):
        full = {"set": found.set, "embedding": found, **context}
        response = render(request, "embeddings/_duplicates.html", full)
    else:
        response = render_view(request, found, "duplicates", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _found(embedding: Embedding, threshold: float, *, by_pair: bool) -> dict[str, Any]:
    from playground.embeddings.duplicate_groups import duplicate_groups
    from playground.embeddings.similarity import near_duplicates
    from playground.embeddings.stored_vectors import read_vectors

    stored = read_vectors(embedding)
    # What rounds to the threshold is not below it.
    pairs = near_duplicates(stored.matrix, threshold - 1e-6, MAX_PAIRS)
    groups = duplicate_groups(pairs)
    texts = embedding.set.texts

    def member(row: int) -> Member:
        place = int(stored.places[row])
        return Member(place + 1, texts[place])

    context: dict[str, Any] = {
        "pair_count": len(pairs),
        "group_count": len(groups),
        "extra_count": sum(len(group.positions) - 1 for group in groups),
        "is_cut_off": len(pairs) == MAX_PAIRS,
    }
    if by_pair:
        context["pairs"] = [
            ShownPair(member(pair.first), member(pair.second), pair.similarity)
            for pair in pairs[:SHOWN_PAIRS]
        ]
        context["more_count"] = len(pairs) - len(context["pairs"])
        return context
    context["groups"] = [
        ShownGroup(
            tuple(member(row) for row in group.positions[:SHOWN_MEMBERS]),
            max(len(group.positions) - SHOWN_MEMBERS, 0),
            group.least,
            group.most,
        )
        for group in groups[:SHOWN_GROUPS]
    ]
    context["more_count"] = len(groups) - len(context["groups"])
    return context


def _threshold(text: str) -> int:
    """Read hundredths; anything else is the usual threshold."""
    if not text.isascii() or not text.isdecimal():
        return DEFAULT_THRESHOLD
    return min(max(int(text[:4]), MIN_THRESHOLD), 100)
