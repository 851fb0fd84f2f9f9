"""What is drawn: similarities as a heat map, vectors as points of a plane, and their texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import orjson
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from playground.accounts.http import AuthenticatedHttpRequest
from playground.embeddings.models import Embedding
from playground.embeddings.views.access import visible_embedding, visible_set
from playground.embeddings.views.workbench import render_view

# As much of a text as is shown beside a plot.
SHOWN_CHARACTERS: Final = 240
_BINARY: Final = "application/octet-stream"
_JSON: Final = "application/json"


@login_required
@require_GET
@never_cache
def heat_map(request: AuthenticatedHttpRequest, uuid: UUID, embedding: UUID) -> HttpResponse:
    found = visible_embedding(request.user, uuid, embedding)
    return render_view(request, found, "heat_map", {})


@login_required
@require_GET
@never_cache
def plane(request: AuthenticatedHttpRequest, uuid: UUID, embedding: UUID) -> HttpResponse:
    found = visible_embedding(request.user, uuid, embedding)
    return render_view(request, found, "plane", {})


@login_required
@require_GET
def texts_json(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Send the beginnings of all texts, and their labels."""
    texts = visible_set(request.user, uuid)
    shown = [text[:SHOWN_CHARACTERS] for text in texts.texts]
    content = orjson.dumps({"texts": shown, "labels": texts.labels})
    return HttpResponse(content, content_type=_JSON)


@login_required
@require_GET
def levels(request: AuthenticatedHttpRequest, uuid: UUID, embedding: UUID) -> HttpResponseBase:
    """Send how alike all pairs are: how many texts, their places, and then a byte for each pair.

    The counts are little-endian with 32 bits; a byte is 0 for -1 and 255 for 1. With
    `order=likeness` texts that are alike stand together.
    """
    found = visible_embedding(request.user, uuid, embedding)
    is_by_likeness = request.GET.get("order") == "likeness"

    def content() -> bytes:
        import numpy as np

        from playground.embeddings.likeness_order import likeness_order
        from playground.embeddings.similarity import similarity_levels
        from playground.embeddings.stored_vectors import read_vectors

        stored = read_vectors(found)
        cells, places = similarity_levels(stored.matrix), stored.places
        if is_by_likeness:
            order = likeness_order(cells)
            cells, places = cells[np.ix_(order, order)], places[order]
        head = np.array([len(places), *places], "<u4")
        return head.tobytes() + cells.tobytes()

    return unless_known(request, found, f"levels {is_by_likeness}", content, _BINARY)


@login_required
@require_GET
def points(request: AuthenticatedHttpRequest, uuid: UUID, embedding: UUID) -> HttpResponseBase:
    """Send the vectors as points of the plane in which they differ most."""
    found = visible_embedding(request.user, uuid, embedding)

    def content() -> bytes:
        import numpy as np

        from playground.embeddings.projection import project
        from playground.embeddings.stored_vectors import read_vectors

        stored = read_vectors(found)
        projection = project(stored.matrix)
        columns = {
            "places": stored.places,
            "x": np.ascontiguousarray(projection.points[:, 0]),
            "y": np.ascontiguousarray(projection.points[:, 1]),
            "shares": projection.shares,
        }
        return json_bytes(columns)

    return unless_known(request, found, "points", content, _JSON)


def json_bytes(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)


def unless_known(
    request: HttpRequest,
    embedding: Embedding,
    what: str,
    content: Callable[[], bytes],
    content_type: str,
) -> HttpResponseBase:
    """Send what is computed from vectors, unless the browser has it: they never change."""
    etag = quote_etag(f"{embedding.uuid} {embedding.done_count} {what}")
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(content(), content_type=content_type)
    response["ETag"] = etag
    # It holds numbers only, and no one else's cache may keep it.
    response["Cache-Control"] = "private, no-cache"
    return response
