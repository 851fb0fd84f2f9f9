"""Trying a credential, from the page of credentials."""

from __future__ import annotations

from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.credentials.models import Credential
from playground.runs import credential_tests


@login_required
@require_POST
async def test_credential(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Try a credential that this person may call with, or manages."""
    user = await request.auser()
    credential = await sync_to_async(_triable)(user, uuid)
    test = await credential_tests.test_credential(user=user, credential=credential)
    context = {"credential": credential, "test": test}
    return await sync_to_async(render)(request, "runs/_credential_test.html", context)


def _triable(user: User, uuid: UUID) -> Credential:
    usable = Credential.objects.usable_by(user).values("pk")
    editable = Credential.objects.editable_by(user).values("pk")
    credentials = Credential.objects.filter(Q(pk__in=usable) | Q(pk__in=editable))
    return get_object_or_404(credentials, uuid=uuid)
