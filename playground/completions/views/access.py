"""Whose documents a person may open: their own; 404 for all others."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.completions.models import CompletionDocument


def visible_document(user: User, uuid: UUID) -> CompletionDocument:
    documents = CompletionDocument.objects.visible_to(user).select_related("credential")
    return get_object_or_404(documents, uuid=uuid)


async def person(request: AuthenticatedHttpRequest) -> User:
    user = await request.auser()
    assert isinstance(user, User)
    return user
