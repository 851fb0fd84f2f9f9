"""A round of a document: start, stop, put in what came, take it back."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.completions.forms import read_caret, read_draft
from playground.completions.services import rounds
from playground.completions.services.launching import start_round, stop_round
from playground.completions.services.refusals import DocumentRefused
from playground.completions.views.access import person
from playground.completions.views.state import Refused, answer, change
from playground.runs.call_settings import CallRefused


@login_required
@require_POST
@never_cache
async def start(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Save what the page has and send it out."""
    user = await person(request)
    refused: Refused | None = None
    draft = await sync_to_async(read_draft)(request.POST, user)
    try:
        await start_round(
            user=user,
            uuid=uuid,
            draft=draft,
            caret=read_caret(request.POST),
            is_again="again" in request.POST,
        )
    except (DocumentRefused, CallRefused) as exc:
        refused = exc
    return await sync_to_async(answer)(request, uuid, refused)


@login_required
@require_POST
@never_cache
async def stop(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    await stop_round(user=await person(request), uuid=uuid)
    return await sync_to_async(answer)(request, uuid)


@login_required
@require_POST
@never_cache
def settle(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """Put in the text of a round that has ended; once more changes nothing."""
    return change(request, uuid, lambda document: None)


@login_required
@require_POST
@never_cache
def take(request: AuthenticatedHttpRequest, uuid: UUID, number: int) -> HttpResponseBase:
    return change(request, uuid, partial(rounds.take, number=number))


@login_required
@require_POST
@never_cache
def undo(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    return change(request, uuid, rounds.undo)


@login_required
@require_POST
@never_cache
def bring_back(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    return change(request, uuid, rounds.bring_back)
