"""The list of a person's sets of texts; their names, and their end."""

from __future__ import annotations

from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.embeddings.forms import NameForm
from playground.embeddings.models import Embedding, EmbeddingSet
from playground.embeddings.services import sets
from playground.embeddings.views.access import editable_embedding, editable_set
from playground.lib.htmx import go_to, render_either
from playground.lib.searches import read_query
from playground.runs import live_runs

PAGE_SIZE = 50
_FIELDS = ("uuid", "name", "text_count", "created_at")
_EMBEDDING_FIELDS = ("uuid", "set", "model", "endpoint", "done_count", "run__status")


@login_required
@require_GET
@never_cache
def index(request: AuthenticatedHttpRequest) -> HttpResponse:
    query = read_query(request.GET)
    found = EmbeddingSet.objects.visible_to(request.user).only(*_FIELDS)
    if query:
        found = found.filter(name__icontains=query)
    made = Embedding.objects.select_related("run").only(*_EMBEDDING_FIELDS).order_by("pk")
    found = found.prefetch_related(Prefetch("embeddings", made))
    page = Paginator(found.order_by("-created_at", "-pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {"sets": list(page.object_list), "page": page, "query": query}
    return render_either(
        request, page="embeddings/index.html", fragment="embeddings/_list.html", context=context
    )


@login_required
@require_POST
def rename(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    texts = editable_set(request.user, uuid)
    form = NameForm(request.POST)
    if form.is_valid():
        sets.rename_set(texts=texts, name=form.cleaned_data["name"])
    else:
        messages.error(request, " ".join(str(each) for each in form.errors["name"]))
    return redirect("embeddings:detail", texts.uuid)


@login_required
@require_POST
async def delete(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Delete a set for good, and end what still embeds it."""
    user = await request.auser()

    def end() -> tuple[str, list[UUID]]:
        texts = editable_set(user, uuid)
        return texts.name, sets.delete_set(texts=texts)

    name, live = await sync_to_async(end)()
    return await _deleted(request, name, live, reverse("embeddings:index"))


@login_required
@require_POST
async def discard(
    request: AuthenticatedHttpRequest, uuid: UUID, embedding: UUID
) -> HttpResponseBase:
    """Delete what one model made of the texts."""
    user = await request.auser()

    def end() -> tuple[str, list[UUID]]:
        found = editable_embedding(user, uuid, embedding)
        return found.model_name, sets.delete_embedding(embedding=found)

    name, live = await sync_to_async(end)()
    return await _deleted(request, name, live, reverse("embeddings:detail", args=[uuid]))


async def _deleted(
    request: AuthenticatedHttpRequest, name: str, live: list[UUID], url: str
) -> HttpResponseBase:
    for run in live:
        await live_runs.request_stop(run)
    messages.success(request, gettext("“%(name)s” was deleted.") % {"name": name})
    return go_to(request, url)
