"""The page of an embedding: what all of its views have in common, and the table of the texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from playground.accounts.http import AuthenticatedHttpRequest
from playground.embeddings.models import Embedding, EmbeddingSet
from playground.embeddings.text_rows import text_rows
from playground.embeddings.views.access import visible_embedding, visible_set
from playground.embeddings.views.creation import embedding_offers, embedding_url
from playground.gateway import Task, models_for
from playground.lib.searches import read_query
from playground.runs.call_settings import CallChoice, default_choice
from playground.runs.error_messages import error_sentence
from playground.runs.model_offers import ChosenModel
from playground.runs.models import RunKind, RunStatus

PAGE_SIZE: Final = 100
VIEWS: Final = {
    "table": _("Texts"),
    "heat_map": _("Heat map"),
    # Not the step of a batch.
    "plane": pgettext_lazy("view", "Map"),
    "neighbors": _("Neighbors"),
    "duplicates": _("Near-duplicates"),
    "compare": _("Compare models"),
}


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    label: Any
    is_current: bool


@login_required
@require_GET
@never_cache
def detail(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Lead to what was embedded last."""
    texts = visible_set(request.user, uuid)
    found = Embedding.objects.visible_to(request.user).filter(set=texts).select_related("set")
    newest = found.order_by("-pk").first()
    return redirect(embedding_url(newest)) if newest else redirect("embeddings:index")


@login_required
@require_GET
@never_cache
def table(request: AuthenticatedHttpRequest, uuid: UUID, embedding: UUID) -> HttpResponse:
    found = visible_embedding(request.user, uuid, embedding)
    query = read_query(request.GET)
    places = _matching(found.set, query)
    page = Paginator(places, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "query": query,
        "rows": text_rows(found, list(page.object_list)),
    }
    if request.htmx and request.htmx.target == "texts":
        full = {"set": found.set, "embedding": found, **context}
        response = render(request, "embeddings/_texts.html", full)
    else:
        response = render_view(request, found, "table", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_required
@require_GET
@never_cache
def status(request: AuthenticatedHttpRequest, uuid: UUID, embedding: UUID) -> HttpResponse:
    """Render how far it has come, or how it ended."""
    found = visible_embedding(request.user, uuid, embedding)
    return render(request, "embeddings/_status.html", status_context(found))


def render_view(
    request: AuthenticatedHttpRequest, embedding: Embedding, view: str, context: dict[str, Any]
) -> HttpResponse:
    """Render one view of an embedding as a page."""
    texts = embedding.set
    made = list(texts.embeddings.select_related("run").order_by("pk"))
    full = {
        **status_context(embedding),
        "embeddings": made,
        "models": [
            (each, Link(_view_url(view, texts, each), each.model_name, each == embedding))
            for each in made
        ],
        "view": view,
        "views": [
            Link(_view_url(name, texts, embedding), label, name == view)
            for name, label in VIEWS.items()
        ],
        "offers": embedding_offers(request.user, _other_choice(request, embedding, made)),
        **context,
    }
    return render(request, f"embeddings/{view}.html", full)


def status_context(embedding: Embedding) -> dict[str, Any]:
    run = embedding.run
    total = embedding.set.text_count
    is_complete = embedding.done_count >= total
    is_live = run is not None and run.is_live
    is_failed = run is not None and run.status in (RunStatus.FAILED, RunStatus.INTERRUPTED)
    return {
        "set": embedding.set,
        "embedding": embedding,
        "run": run,
        "is_live": is_live,
        "left_count": total - embedding.done_count,
        "can_resume": not is_live and not is_complete,
        "error": error_sentence(run.error_code, run.error_parameters) if run and is_failed else "",
    }


def other_embedding(embedding: Embedding, uuid: UUID) -> Embedding:
    """Return another embedding of the same texts; whoever sees the one sees the other."""
    others = Embedding.objects.filter(set=embedding.set).exclude(pk=embedding.pk)
    return get_object_or_404(others.select_related("set", "run"), uuid=uuid)


def _view_url(view: str, texts: EmbeddingSet, embedding: Embedding) -> str:
    return reverse(f"embeddings:{view}", args=[texts.uuid, embedding.uuid])


def _matching(texts: EmbeddingSet, query: str) -> Sequence[int]:
    if not query:
        return range(texts.text_count)
    wanted = query.casefold()
    return [place for place, text in enumerate(texts.texts) if wanted in text.casefold()]


def _other_choice(
    request: AuthenticatedHttpRequest, embedding: Embedding, made: list[Embedding]
) -> CallChoice:
    """Begin the form for another model with one that has not embedded these texts yet."""
    if embedding.credential is None:
        return default_choice(request.user, Task.EMBEDDING, RunKind.EMBEDDING)
    used = {each.model.casefold() for each in made}
    names = (spec.name for spec in models_for(embedding.provider, Task.EMBEDDING))
    model = next((name for name in names if name.casefold() not in used), embedding.model)
    return CallChoice(embedding.credential, ChosenModel(embedding.provider, model))
