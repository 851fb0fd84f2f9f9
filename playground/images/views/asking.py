"""Asking about an image: which one, what, and the answers."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import reswap, retarget

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.gateway import Task
from playground.images.models import GeneratedImage, ImageQuestion, StoredImage, UploadedImage
from playground.images.pictures import PictureUnreadable
from playground.images.services import asking, uploads
from playground.images.views.access import visible_image, visible_upload
from playground.lib.htmx import go_to
from playground.runs.call_offers import call_offers
from playground.runs.call_settings import (
    CallChoice,
    CallRefused,
    CallSettings,
    CallSettingsForm,
    default_choice,
)
from playground.runs.error_messages import error_sentence
from playground.runs.model_offers import remembered_lists
from playground.runs.models import RunKind

PICKS: Final = 24
MAX_QUESTION_CHARACTERS: Final = 20_000
_TASK, _KIND = Task.IMAGE_TO_TEXT, RunKind.IMAGE_TO_TEXT
_UPLOAD_FAULTS: Final = {
    "image_missing": _("Choose a picture first."),
    "image_too_large": _("This file is larger than 20 MB. Take a smaller one."),
    "image_too_many_pixels": _("This picture has more than 40 million pixels. Take a smaller one."),
}


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def ask(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """Choose an image of the gallery, or bring one: POST takes a file and asks about that."""
    error = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise PictureUnreadable("image_missing")
            image = uploads.bring(owner=request.user, upload=upload)
        except PictureUnreadable as fault:
            error = str(_UPLOAD_FAULTS.get(fault.code) or error_sentence(fault.code, {}))
        else:
            return go_to(request, reverse("images:ask_upload", args=[image.uuid]))
    context: dict[str, Any] = {"error": error}
    if request.htmx and request.method == "POST":
        return render(request, "images/_upload.html", context)
    generated = GeneratedImage.objects.visible_to(request.user).drawn()
    brought = UploadedImage.objects.visible_to(request.user)
    context["generated"] = generated.order_by("-created_at", "-pk")[:PICKS]
    context["uploaded"] = brought.order_by("-created_at", "-pk")[:PICKS]
    return render(request, "images/ask.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
async def ask_image(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    user = await request.auser()
    image = await sync_to_async(visible_image)(user, uuid)
    return await _ask(request, user, image)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
async def ask_upload(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    user = await request.auser()
    image = await sync_to_async(visible_upload)(user, uuid)
    return await _ask(request, user, image)


@login_required
@require_GET
@never_cache
def question(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Render one question with what its answer is now."""
    questions = ImageQuestion.objects.visible_to(request.user).select_related("run__credential")
    found = get_object_or_404(questions, uuid=uuid)
    return render(request, "images/_question.html", {"question": found})


async def _ask(
    request: AuthenticatedHttpRequest, user: User, image: StoredImage
) -> HttpResponseBase:
    if request.method == "GET":
        return await sync_to_async(_show)(request, user, image, "", None, None)
    text = request.POST.get("question", "").replace("\x00", "").replace("\r\n", "\n")
    text = text[:MAX_QUESTION_CHARACTERS]

    def read() -> tuple[CallSettingsForm, CallSettings | None, CallRefused | None]:
        form = CallSettingsForm(request.POST, user=user, task=_TASK)
        try:
            return form, form.settings(), None
        except CallRefused as exc:
            return form, None, exc

    form, settings, refused = await sync_to_async(read)()
    if settings is not None:
        try:
            asked = await asking.ask(user=user, image=image, text=text, settings=settings)
        except CallRefused as exc:
            refused = exc
        else:
            if not request.htmx:
                return redirect(request.path)
            return await sync_to_async(render)(
                request, "images/_question.html", {"question": asked}
            )
    return await sync_to_async(_show)(request, user, image, text, form.choice, refused)


def _show(
    request: AuthenticatedHttpRequest,
    user: User,
    image: StoredImage,
    text: str,
    choice: CallChoice | None,
    refused: CallRefused | None,
) -> HttpResponse:
    choice = choice or default_choice(user, _TASK, _KIND)
    listed = remembered_lists(choice.credential)
    context: dict[str, Any] = {
        "image": image,
        "is_upload": isinstance(image, UploadedImage),
        "text": text,
        "offers": call_offers(user, _TASK, choice, listed, refused=refused),
        "refused": refused,
    }
    if request.htmx and request.method == "POST":
        response = render(request, "images/_question_form.html", context)
        return reswap(retarget(response, "#question-form"), "outerHTML")
    questions = image.questions.visible_to(user)  # type: ignore[attr-defined]
    context["questions"] = questions.select_related("run__credential").order_by("created_at", "pk")
    return render(request, "images/questions.html", context)
