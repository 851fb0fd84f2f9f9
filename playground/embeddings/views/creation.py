"""New sets, another model for one, and what a run that ended early leaves to do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.embeddings.forms import TableForm, TextsForm
from playground.embeddings.models import Embedding
from playground.embeddings.refusals import EmbeddingRefused
from playground.embeddings.services import sets
from playground.embeddings.services.embedding import Started, resume_embedding, start_embedding
from playground.embeddings.splitting import MAX_TEXTS
from playground.embeddings.views.access import editable_embedding, editable_set
from playground.gateway import Task
from playground.lib.htmx import go_to
from playground.runs import live_runs
from playground.runs.call_offers import CallOffers, call_offers
from playground.runs.call_settings import (
    CallChoice,
    CallRefused,
    CallSettingsForm,
    default_choice,
)
from playground.runs.model_offers import ChosenModel, remembered_lists
from playground.runs.models import RunKind
from playground.runs.repeats import prefill


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
async def new(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """Take texts and embed them; what is wrong with them is said in its place."""
    user = await request.auser()
    if request.method == "GET":
        return await sync_to_async(_render_begun)(request, user)
    return await _started(request, await sync_to_async(_create)(request, user))


@login_required
@require_POST
def columns(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render the columns of the sheet or file that is chosen, with its first rows."""
    form = TableForm(request.POST, request.FILES)
    # Nothing is no fault before it is sent.
    source = request.POST.get("source")
    is_empty = {
        "sheet": not request.POST.get("sheet", "").strip(),
        "file": "file" not in request.FILES,
    }
    if is_empty.get(source or ""):
        form = TableForm()
    form.is_valid()
    return render(request, "embeddings/_columns.html", {"form": form})


@login_required
@require_POST
async def embed(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Embed the texts of a set with another model."""
    user = await request.auser()

    def start() -> Started | HttpResponseBase:
        texts = editable_set(user, uuid)
        call = CallSettingsForm(request.POST, user=user, task=Task.EMBEDDING)
        try:
            return start_embedding(user=user, texts=texts, settings=call.settings())
        except CallRefused as refused:
            if not request.htmx:
                messages.error(request, refused.sentence)
                return redirect("embeddings:detail", uuid)
            offers = embedding_offers(user, call.choice, refused)
            context = {"set": texts, "offers": offers, "faults": call_faults(offers)}
            return render(request, "embeddings/_embed_form.html", context)

    return await _started(request, await sync_to_async(start)())


@login_required
@require_POST
async def resume(
    request: AuthenticatedHttpRequest, uuid: UUID, embedding: UUID
) -> HttpResponseBase:
    """Embed the texts that have no vector yet."""
    user = await request.auser()

    def start() -> Started | HttpResponseBase:
        found = editable_embedding(user, uuid, embedding)
        try:
            return resume_embedding(user=user, embedding=found)
        except (CallRefused, EmbeddingRefused) as refused:
            messages.error(request, refused.sentence)
            return go_to(request, embedding_url(found))

    return await _started(request, await sync_to_async(start)())


@login_required
@require_POST
async def stop(request: AuthenticatedHttpRequest, uuid: UUID, embedding: UUID) -> HttpResponseBase:
    """Stop a run that is live; the vectors that have come stay."""
    user = await request.auser()
    found = await sync_to_async(editable_embedding)(user, uuid, embedding)
    if found.run is not None:
        await live_runs.request_stop(found.run.uuid)
    return go_to(request, embedding_url(found))


def embedding_offers(
    user: User, choice: CallChoice, refused: CallRefused | None = None
) -> CallOffers:
    lists = remembered_lists(choice.credential)
    return call_offers(user, Task.EMBEDDING, choice, lists, refused=refused)


def call_faults(offers: CallOffers) -> list[str]:
    """Say what is wrong with the settings where the page has no place of its own for it."""
    return [offers.refused.sentence] if offers.refused else []


def embedding_url(embedding: Embedding) -> str:
    return reverse("embeddings:table", args=[embedding.set.uuid, embedding.uuid])


async def _started(
    request: AuthenticatedHttpRequest, outcome: Started | HttpResponseBase
) -> HttpResponseBase:
    """Start the run that was saved and show it, or what was refused."""
    if isinstance(outcome, HttpResponseBase):
        return outcome
    live_runs.start(outcome.prepared)
    return go_to(request, embedding_url(outcome.embedding))


def _create(request: AuthenticatedHttpRequest, user: User) -> Started | HttpResponseBase:
    form = TextsForm(request.POST, request.FILES)
    call = CallSettingsForm(request.POST, user=user, task=Task.EMBEDDING)
    refused = None
    try:
        settings = call.settings()
        if form.is_valid():
            return sets.create_set(owner=user, chosen=form.texts, settings=settings)
    except CallRefused as error:
        refused = error
    offers = embedding_offers(user, call.choice, refused)
    return _render_new(request, user, form, offers)


def _render_begun(request: AuthenticatedHttpRequest, user: User) -> HttpResponse:
    """Begin with nothing, or with what a `run` was asked, a text on each line."""
    asked = prefill(user, request.GET.get("run"), as_kind=RunKind.EMBEDDING)
    if asked is None:
        return _render_new(request, user, TextsForm())
    texts = asked.texts or (asked.text,)
    form = TextsForm(initial={"lines": "\n".join(" ".join(text.split()) for text in texts)})
    if not (asked.credential and asked.model):
        return _render_new(request, user, form)
    model = ChosenModel(asked.provider, asked.model, asked.endpoint)
    choice = CallChoice(asked.credential, model, asked.parameters)
    return _render_new(request, user, form, embedding_offers(user, choice))


def _render_new(
    request: AuthenticatedHttpRequest,
    user: User,
    form: TextsForm,
    offers: CallOffers | None = None,
) -> HttpResponse:
    offers = offers or embedding_offers(
        user, default_choice(user, Task.EMBEDDING, RunKind.EMBEDDING)
    )
    context: dict[str, Any] = {
        "form": form,
        "offers": offers,
        "faults": [*_form_faults(form), *call_faults(offers)],
        "max_texts": f"{MAX_TEXTS:,}",
    }
    is_fragment = request.htmx and request.method == "POST"
    name = "_faults.html" if is_fragment else "new.html"
    return render(request, f"embeddings/{name}", context)


def _form_faults(form: TextsForm) -> list[str]:
    if not form.is_bound:
        return []
    return [str(error) for errors in form.errors.values() for error in errors]
