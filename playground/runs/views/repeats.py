"""A call made again as it was, as a new run."""

from __future__ import annotations

from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.credentials.crypto import SecretUnreadableError
from playground.gateway import GatewayError
from playground.runs import live_runs
from playground.runs.error_messages import error_sentence
from playground.runs.generation import PreparedRun
from playground.runs.repeated_calls import CredentialGone, prepare_again, request_of
from playground.runs.views.detail import visible_run


@login_required
@require_POST
async def repeat(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Make the call of a run once more and lead to the new run; say why where it cannot be."""
    user = await request.auser()
    prepared, refusal = await sync_to_async(_prepared)(user, uuid)
    if prepared is None:
        await sync_to_async(messages.error)(request, refusal)
        return redirect("runs:detail", uuid)
    live_runs.start(prepared)
    return redirect("runs:detail", prepared.uuid)


def _prepared(user: User, uuid: UUID) -> tuple[PreparedRun | None, str]:
    run = visible_run(user, uuid)
    asked = request_of(run)
    if asked is None:
        return None, _("This call can only be made again on the page of its kind.")
    try:
        return prepare_again(user=user, run=run, request=asked), ""
    except CredentialGone:
        return None, _("The credential of this run cannot be used any more. Choose another one.")
    except SecretUnreadableError:
        return None, error_sentence("secret_unreadable", {})
    except GatewayError as error:
        return None, error_sentence(error.code, error.message_parameters)
