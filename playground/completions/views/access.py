"""Whose documents a person may open: their own; 404 for all others."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404

from playground.accounts.http import AuthenticatedHttpRequest
from playground.accounts.models import User
from playground.completions.models import CompletionDocument
from playground.completions.services.drafts import locked_document


def visible_document(user: User, uuid: UUID) -> CompletionDocument:
    documents = CompletionDocument.objects.visible_to(user).select_related("credential")
    return get_object_or_404(documents, uuid=uuid)


def opened_document(user: User, uuid: UUID) -> CompletionDocument:
    """Return a document with the text of a round that ended while nobody looked."""
    document = visible_document(user, uuid)
    if document.samples.filter(is_taken=False).exists():
        with transaction.atomic():
            document = locked_document(user, uuid) or document
    return document


async def person(request: AuthenticatedHttpRequest) -> User:
    user = await request.auser()
    assert isinstance(user, User)
    return user
