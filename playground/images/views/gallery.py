"""The page of images: what is to be drawn, and all that was."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.gateway import Task
from playground.images.gallery import read_gallery, services_of
from playground.images.models import GeneratedImage
from playground.images.services.repeating import choice_of
from playground.images.tiles import make_tile, make_tiles
from playground.images.views.access import visible_image
from playground.lib.htmx import render_either, wants_fragment
from playground.lib.searches import QUERY_CHARACTERS, read_query
from playground.lib.uuids import uuid_of
from playground.runs.call_offers import call_offers
from playground.runs.call_settings import CallChoice, CallRefused, default_choice
from playground.runs.model_offers import ChosenModel, remembered_lists
from playground.runs.models import RunKind
from playground.runs.repeats import prefill


@login_required
@require_GET
@never_cache
def index(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the gallery; `from` (an image) or `run` fills the form with what was asked there."""
    user = request.user
    query = read_query(request.GET)
    service = request.GET.get("model", "").replace("\x00", "")[:QUERY_CHARACTERS]
    before = request.GET.get("before", "")
    page = read_gallery(user, query=query, service=service, before=before)
    context: dict[str, Any] = {
        "tiles": make_tiles(page.images),
        "older": page.older,
        "query": query,
        "service": service,
        "is_filtered": bool(query or service),
    }
    if not wants_fragment(request):
        prompt, choice = _asked(request)
        context["services"] = services_of(user)
        context |= order_context(user, prompt, choice)
    fragment = "images/_more.html" if before else "images/_gallery.html"
    return render_either(request, page="images/index.html", fragment=fragment, context=context)


@login_required
@require_GET
@never_cache
def tile(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Render the place of one image, as it is now."""
    image = visible_image(request.user, uuid)
    return render(request, "images/_tile.html", {"tile": make_tile(image)})


def order_context(
    user: User, prompt: str, choice: CallChoice, refused: CallRefused | None = None
) -> dict[str, Any]:
    """Collect what the form shows in which an order is written."""
    listed = remembered_lists(choice.credential)
    offers = call_offers(user, Task.IMAGE, choice, listed, refused=refused)
    return {"prompt": prompt, "offers": offers, "refused": refused}


def _asked(request: AuthenticatedHttpRequest) -> tuple[str, CallChoice]:
    user = request.user
    if image := _origin(request, user):
        choice = choice_of(image, keeps_seed="new-seed" not in request.GET)
        return image.prompt, choice if choice.credential else _usual(user, choice)
    asked = prefill(user, request.GET.get("run"), as_kind=RunKind.IMAGE)
    if asked is not None:
        model = ChosenModel(asked.provider, asked.model, asked.endpoint)
        choice = CallChoice(asked.credential, model, asked.parameters)
        return asked.text, choice if choice.credential else _usual(user, choice)
    return "", default_choice(user, Task.IMAGE, RunKind.IMAGE)


def _usual(user: User, choice: CallChoice) -> CallChoice:
    """Take the parameters for what this person can call, where the credential is gone."""
    usual = default_choice(user, Task.IMAGE, RunKind.IMAGE)
    return CallChoice(usual.credential, usual.model, choice.parameters)


def _origin(request: HttpRequest, user: User) -> GeneratedImage | None:
    uuid = uuid_of(request.GET.get("from", ""))
    if uuid is None:
        return None
    images = GeneratedImage.objects.visible_to(user).select_related("run__credential")
    return images.filter(uuid=uuid).first()
