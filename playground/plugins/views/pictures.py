"""A picture of another host that a plugin or an answer names, once a person asks for it."""

from __future__ import annotations

import logging
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.gateway import GatewayError
from playground.plugins.findings import Link
from playground.plugins.models import PluginTurn
from playground.plugins.shown_turns import ShownTurn
from playground.runs.error_messages import error_sentence
from playground.runs.remote_pictures import fetch_picture

logger = logging.getLogger(__name__)


@login_required
@require_GET
async def picture(request: AuthenticatedHttpRequest, uuid: UUID, key: str) -> HttpResponse:
    """Fetch one of the pictures that this turn names, and no other: this is no open door."""
    user = await request.auser()
    link = await sync_to_async(_link)(user, uuid, key)
    try:
        image = await fetch_picture(link.url)
    except GatewayError as error:
        logger.info("a picture of turn %s was not fetched: %s", uuid, error.code)
        sentence = error_sentence(error.code, error.message_parameters)
        return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=502)
    return HttpResponse(
        image.data,
        content_type=image.media_type,
        headers={
            "Cache-Control": "private, max-age=3600",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _link(user: User, uuid: UUID, key: str) -> Link:
    turns = PluginTurn.objects.visible_to(user).select_related("run")
    link = ShownTurn(get_object_or_404(turns, uuid=uuid), is_last=False).picture(key)
    if link is None:
        raise Http404
    return link
