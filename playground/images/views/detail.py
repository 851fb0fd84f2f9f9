"""One image with all that it was made from."""

from __future__ import annotations

from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.images.gallery import images_beside
from playground.images.parameters import shown_parameters
from playground.images.services import library
from playground.images.tiles import make_tile
from playground.images.views.access import editable_image, visible_image
from playground.lib.htmx import go_to
from playground.runs import live_runs


@login_required
@require_GET
@never_cache
def detail(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    image = visible_image(request.user, uuid)
    newer, older = images_beside(request.user, image)
    context = {
        "image": image,
        "tile": make_tile(image),
        "parameters": shown_parameters(image),
        "newer": newer,
        "older": older,
    }
    return render(request, "images/detail.html", context)


@login_required
@require_POST
async def delete(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Delete an image with its files, and go back to the gallery, or clear its place there."""
    user = await request.auser()
    image = await sync_to_async(editable_image)(user, uuid)
    if image.run is not None and image.run.is_live:
        await live_runs.request_stop(image.run.uuid)
    await sync_to_async(library.delete)(image=image)
    if request.htmx and request.htmx.target == f"image-{uuid}":
        return HttpResponse()
    await sync_to_async(messages.success)(request, _("The image was deleted."))
    return go_to(request, reverse("images:index"))
