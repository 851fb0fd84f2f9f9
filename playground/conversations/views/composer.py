"""What the settings panel fetches and saves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from playground.accounts.frames import FrameRefused
from playground.accounts.http import AuthenticatedHttpRequest
from playground.conversations.completion_settings import (
    ChosenSettings,
    checked_settings,
    settings_for,
)
from playground.conversations.composer import model_groups, parameter_inputs
from playground.conversations.frame_reading import read_settings_form
from playground.conversations.models import Conversation
from playground.conversations.services import library
from playground.conversations.views.pages import editable_conversation
from playground.credentials.models import Credential
from playground.credentials.services import providers_of
from playground.lib.uuids import uuid_or_404
from playground.runs.model_lists import listed_models


@login_required
@require_GET
@never_cache
def parameters(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render inputs for a model's parameters, with the values of `conversation` if one is named."""
    settings = ChosenSettings()
    if request.GET.get("conversation"):
        uuid = uuid_or_404(request.GET["conversation"])
        found = Conversation.objects.visible_to(request.user).filter(uuid=uuid).first()
        # A page may ask for one that has not been saved yet.
        settings = settings_for(request.user, found) if found else settings
    chosen = replace(
        settings,
        provider=request.GET.get("provider", ""),
        model=request.GET.get("model", ""),
        endpoint=request.GET.get("endpoint", ""),
    )
    context = {"parameters": parameter_inputs(chosen)}
    return render(request, "conversations/_parameters.html", context)


@login_required
@require_GET
@never_cache
async def models(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render the models that a credential reaches; its providers are asked now and then."""
    user = await request.auser()
    uuid = uuid_or_404(request.GET.get("credential", ""))
    usable = Credential.objects.usable_by(user)
    credential = await sync_to_async(get_object_or_404)(usable, uuid=uuid)
    providers = providers_of(credential)
    lists = await asyncio.gather(*(listed_models(credential, each) for each in providers))
    settings = ChosenSettings(
        provider=request.GET.get("provider", ""), model=request.GET.get("model", "")
    )
    models = model_groups(credential, dict(zip(providers, lists, strict=True)), settings)
    context = {"models": models, "settings": settings}
    return await sync_to_async(render)(request, "conversations/_model_options.html", context)


@login_required
@require_POST
def save_settings(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Keep settings for the next completion; 422 says which of them cannot be kept."""
    conversation = editable_conversation(request.user, uuid)
    try:
        checked = checked_settings(request.user, read_settings_form(request.POST))
    except FrameRefused as refused:
        answer = {"code": refused.code, "field": refused.field, "message": refused.sentence}
        return JsonResponse(answer, status=422)
    library.keep_settings(user=request.user, conversation=conversation, settings=checked)
    return HttpResponse(status=204)
