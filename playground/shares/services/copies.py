"""Go on with what a link shows, in a conversation of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from playground.accounts.models import User
from playground.conversations.completion_settings import (
    ChosenSettings,
    checked_settings,
    default_settings,
)
from playground.conversations.models import Conversation
from playground.conversations.refusals import RequestRefused
from playground.conversations.services.creation import create_conversation
from playground.credentials.models import Credential
from playground.credentials.services import providers_of
from playground.gateway import ChatMessage
from playground.shares.models import ShareLink
from playground.shares.snapshots import SharedMessage, Snapshot, turns_of


class NothingToCopyError(Exception):
    """No question in it has an answer."""


class NoCredentialError(Exception):
    """The person could call no model with the copy."""


def copy_to_conversation(*, user: User, link: ShareLink, column: int = 0) -> Conversation:
    """Make a conversation of what a reader has seen; of a comparison, with one of its replies.

    It is continued with a credential of the reader's own.

    Raises: NothingToCopyError, NoCredentialError.
    """
    if not Credential.objects.usable_by(user).exists():
        raise NoCredentialError
    snapshot: Snapshot = link.snapshot
    turns = turns_of(_messages(snapshot, column))
    if not turns:
        raise NothingToCopyError
    return create_conversation(
        user=user,
        turns=[
            ChatMessage("user" if role == "user" else "assistant", text) for role, text in turns
        ],
        settings=_settings(user, snapshot),
        title_text=link.title or turns[0][1],
    )


def _messages(snapshot: Snapshot, column: int) -> Iterable[SharedMessage]:
    columns = snapshot.get("columns")
    if columns is None:
        return snapshot["messages"]
    reply = columns[column]["reply"] if column < len(columns) else None
    return [*snapshot["messages"], reply] if reply else []


def _settings(user: User, snapshot: Snapshot) -> ChosenSettings:
    """Return the model that was shown, where the reader can call it, else their usual settings."""
    usual = replace(_usual_settings(user), system=snapshot.get("system", ""))
    provider, model = snapshot.get("provider", ""), snapshot.get("model", "")
    if not (provider and model):
        return usual
    shown = replace(usual, provider=provider, model=model, endpoint="", parameters={})
    if "parameters" in snapshot:
        shown = replace(shown, parameters=dict(snapshot["parameters"]))
    for credential in Credential.objects.usable_by(user).order_by("pk"):
        if provider not in providers_of(credential):
            continue
        with_own = replace(shown, credential=credential.uuid)
        try:
            checked_settings(user, with_own)
        except RequestRefused:
            continue
        return with_own
    return usual


def _usual_settings(user: User) -> ChosenSettings:
    """Return what the reader calls by default; nothing where they have to choose a model first."""
    usual = default_settings(user)
    try:
        checked_settings(user, usual)
    except RequestRefused:
        return ChosenSettings()
    return usual
