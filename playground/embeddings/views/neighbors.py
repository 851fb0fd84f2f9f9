"""The texts nearest to one of them, or to any text, which is embedded for that."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.embeddings.forms import QueryForm
from playground.embeddings.models import Embedding, EmbeddingQuery
from playground.embeddings.refusals import EmbeddingRefused
from playground.embeddings.services.embedding import Asked, ask_for_neighbors
from playground.embeddings.views.access import editable_embedding, visible_embedding
from playground.embeddings.views.workbench import render_view
from playground.lib.htmx import go_to, wants_fragment
from playground.lib.uuids import uuid_of
from playground.runs import live_runs
from playground.runs.call_settings import CallRefused
from playground.runs.error_messages import error_sentence

SHOWN: Final = 20
RECENT_QUERIES: Final = 8
# A page that waits longer asks again by itself.
WAIT_SECONDS: Final = 20.0
# Of a stored vector.
BYTES_PER_NUMBER: Final = 4


@dataclass(frozen=True, slots=True)
class ShownNeighbor:
    """A text near the query by its number, from 1."""

    number: int
    text: str
    label: str
    similarity: float


@login_required
@require_GET
@never_cache
def neighbors(request: AuthenticatedHttpRequest, uuid: UUID, embedding: UUID) -> HttpResponse:
    """Show what is nearest to the query or to the text that the address names."""
    found = visible_embedding(request.user, uuid, embedding)
    context = neighbors_context(found, request.GET.get("text", ""), request.GET.get("query", ""))
    if wants_fragment(request):
        response = render(request, "embeddings/_neighbors.html", context)
    else:
        response = render_view(request, found, "neighbors", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_required
@require_POST
async def ask(request: AuthenticatedHttpRequest, uuid: UUID, embedding: UUID) -> HttpResponseBase:
    """Embed a text, and lead to what is nearest to it."""
    user = await request.auser()
    url = reverse("embeddings:neighbors", args=[uuid, embedding])

    def begin() -> Asked | HttpResponseBase:
        found = editable_embedding(user, uuid, embedding)
        form = QueryForm(request.POST)
        fault = ""
        if form.is_valid():
            try:
                text = form.cleaned_data["query"]
                return ask_for_neighbors(user=user, embedding=found, text=text)
            except (CallRefused, EmbeddingRefused) as refused:
                fault = refused.sentence
        else:
            fault = " ".join(str(each) for each in form.errors["query"])
        if not request.htmx:
            messages.error(request, fault)
            return go_to(request, url)
        context = {**neighbors_context(found, "", ""), "typed": request.POST.get("query", "")}
        return render(request, "embeddings/_neighbors.html", {**context, "fault": fault})

    asked = await sync_to_async(begin)()
    if isinstance(asked, HttpResponseBase):
        return asked
    if asked.prepared is not None:
        await asyncio.wait([live_runs.start(asked.prepared)], timeout=WAIT_SECONDS)
    return go_to(request, f"{url}?query={asked.query.uuid}")


def neighbors_context(embedding: Embedding, text: str, query: str) -> dict[str, Any]:
    """Say what was asked for, and what was found; `text` is a number from 1, `query` a UUID."""
    queries = embedding.queries.select_related("run").order_by("-pk")
    uuid = uuid_of(query)
    asked = queries.filter(uuid=uuid).first() if uuid else None
    place = _place(embedding, text) if asked is None else None
    context: dict[str, Any] = {
        "set": embedding.set,
        "embedding": embedding,
        "query": asked,
        "typed": asked.text if asked else "",
        "place": place,
        "number": None if place is None else place + 1,
        "asked_text": None if place is None else embedding.set.texts[place],
        "recent": list(queries.filter(vector__isnull=False)[:RECENT_QUERIES]),
        "neighbors": _nearest(embedding, asked, place),
    }
    if asked is not None:
        run = asked.run
        context["is_waiting"] = asked.vector is None and run is not None and run.is_live
        context["error"] = _error(embedding, asked)
    return context


def _error(embedding: Embedding, asked: EmbeddingQuery) -> str:
    """Say why there is nothing to compare with; empty where there is, or will be."""
    run = asked.run
    if asked.vector is None:
        if run is not None and run.is_live:
            return ""
        code = (run.error_code if run else "") or "interrupted"
        return error_sentence(code, run.error_parameters if run else {})
    if not _has_comparable_vector(embedding, asked):
        return gettext(
            "The model makes vectors of another dimension now. Embed the texts with it again."
        )
    return ""


def _has_comparable_vector(embedding: Embedding, asked: EmbeddingQuery | None) -> bool:
    if asked is None or asked.vector is None:
        return False
    return len(asked.vector) == embedding.dimension * BYTES_PER_NUMBER


def _nearest(
    embedding: Embedding, asked: EmbeddingQuery | None, place: int | None
) -> list[ShownNeighbor]:
    from playground.embeddings.similarity import nearest
    from playground.embeddings.stored_vectors import read_vectors
    from playground.embeddings.vectors import from_blob

    is_query = _has_comparable_vector(embedding, asked)
    if not is_query and place is None:
        return []
    stored = read_vectors(embedding)
    row = None if place is None else stored.row_of(place)
    if is_query and asked is not None and asked.vector is not None:
        vector = from_blob(bytes(asked.vector), embedding.dimension)[0]
    elif row is not None:
        vector = stored.matrix[row]
    else:
        return []
    found = nearest(stored.matrix, vector, SHOWN + 1)
    texts, labels = embedding.set.texts, embedding.set.labels
    shown = []
    for neighbor in found:
        near = int(stored.places[neighbor.position])
        if neighbor.position != row:
            label = labels[near] if labels else ""
            shown.append(ShownNeighbor(near + 1, texts[near], label, neighbor.similarity))
    return shown[:SHOWN]


def _place(embedding: Embedding, text: str) -> int | None:
    if not text.isascii() or not text.isdecimal():
        return None
    number = int(text[:9])
    return number - 1 if 1 <= number <= embedding.set.text_count else None
