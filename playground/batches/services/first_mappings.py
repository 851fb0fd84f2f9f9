"""What a new batch asks before anybody has said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from playground.accounts.models import User
from playground.batches.mapping import BatchMapping, guessed_columns
from playground.batches.models import BatchJob
from playground.credentials.models import Credential
from playground.credentials.services import providers_of
from playground.gateway import Task, default_model


def first_mapping(*, owner: User, columns: Sequence[str]) -> BatchMapping:
    """Guess what is asked: as the owner's last batch did, with the columns that names give away."""
    return replace(_usual_mapping(owner), **guessed_columns(columns))


def _usual_mapping(owner: User) -> BatchMapping:
    usable = Credential.objects.usable_by(owner)
    last = (
        BatchJob.objects.filter(owner=owner, credential__in=usable)
        .select_related("credential")
        .order_by("-created_at")
        .first()
    )
    if last is not None:
        return BatchMapping(last.kind, last.credential, last.provider, last.model, last.endpoint)
    credential = usable.order_by("pk").first()
    if credential is None:
        return BatchMapping()
    provider = providers_of(credential)[0]
    model = default_model(provider, Task.CHAT)
    return BatchMapping(credential=credential, provider=provider, model=model)
