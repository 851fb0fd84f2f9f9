"""Orders: to draw, to draw once more, to stop."""

from __future__ import annotations

from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.gateway import Task
from playground.images.gallery import read_gallery, services_of
from playground.images.models import GeneratedImage
from playground.images.services import drawing, repeating
from playground.images.tiles import make_tile, make_tiles
from playground.images.views.access import editable_image, visible_image
from playground.images.views.gallery import order_context
from playground.runs import live_runs
from playground.runs.call_settings import CallRefused, CallSettings, CallSettingsForm

MAX_PROMPT_CHARACTERS = 20_000


@login_required
@require_POST
async def draw(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """Start to draw what the form asks for; its places come back, or the form with its fault."""
    user = await request.auser()
    prompt = request.POST.get("prompt", "").replace("\x00", "").replace("\r\n", "\n")
    prompt = prompt[:MAX_PROMPT_CHARACTERS]

    def read() -> tuple[CallSettingsForm, CallSettings | None, CallRefused | None]:
        form = CallSettingsForm(request.POST, user=user, task=Task.IMAGE)
        try:
            return form, form.settings(), None
        except CallRefused as refused:
            return form, None, refused

    form, settings, refused = await sync_to_async(read)()
    if settings is not None:
        try:
            images = await drawing.draw(user=user, prompt=prompt, settings=settings)
        except CallRefused as exc:
            refused = exc
        else:
            return await sync_to_async(_show_places)(request, images)
    return await sync_to_async(_show_refusal)(request, user, prompt, form, refused)


@login_required
@require_POST
async def vary(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Draw the same with another seed, and go where it appears."""
    user = await request.auser()
    image = await sync_to_async(visible_image)(user, uuid)
    try:
        await repeating.draw_again(user=user, image=image, keeps_seed=False)
    except CallRefused as refused:
        messages.error(request, refused.sentence)
        return redirect(reverse("images:index", query={"from": str(uuid), "new-seed": ""}))
    return redirect("images:index")


@login_required
@require_POST
async def retry(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Draw what was not drawn, in its place."""
    user = await request.auser()
    image = await sync_to_async(editable_image)(user, uuid)
    if image.is_drawn or (image.run is not None and image.run.is_live):
        return await sync_to_async(_show_place)(request, image)
    try:
        drawn = await repeating.draw_again(
            user=user, image=image, keeps_seed=True, in_its_place=True
        )
    except CallRefused as refused:
        return await sync_to_async(_show_place)(request, image, refused.sentence)
    if not drawn:
        # Another click was faster, or it was deleted.
        raise Http404
    return await sync_to_async(_show_place)(request, drawn[0])


@login_required
@require_POST
async def stop(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    user = await request.auser()
    image = await sync_to_async(editable_image)(user, uuid)
    if image.run is not None and image.run.is_live:
        await live_runs.request_stop(image.run.uuid)
    if request.htmx:
        # The page is told of the end on its socket.
        return HttpResponse(status=204)
    return redirect("images:index")


def _show_places(
    request: AuthenticatedHttpRequest, images: list[GeneratedImage]
) -> HttpResponseBase:
    if not request.htmx:
        return redirect("images:index")
    return render(request, "images/_tiles.html", {"tiles": make_tiles(images)})


def _show_place(
    request: AuthenticatedHttpRequest, image: GeneratedImage, error: str = ""
) -> HttpResponseBase:
    if not request.htmx:
        if error:
            messages.error(request, error)
        return redirect("images:index")
    return render(request, "images/_tile.html", {"tile": make_tile(image), "error": error})


def _show_refusal(
    request: AuthenticatedHttpRequest,
    user: User,
    prompt: str,
    form: CallSettingsForm,
    refused: CallRefused | None,
) -> HttpResponse:
    context = order_context(user, prompt, form.choice, refused)
    if request.htmx:
        response = render(request, "images/_order.html", context)
        return reswap(retarget(response, "#order"), "outerHTML")
    page = read_gallery(user)
    context |= {"tiles": make_tiles(page.images), "older": page.older}
    context["services"] = services_of(user)
    return render(request, "images/index.html", context)
