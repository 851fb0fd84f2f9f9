"""The list of conversations: rename, pin, delete with undo, and purge what was deleted long ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from asgiref.sync import async_to_sync
from django.db import transaction
from django.utils import timezone

from playground.accounts.models import User
from playground.conversations.completion_settings import CompletionSettings, take_settings
from playground.conversations.models import Conversation
from playground.conversations.notifications import announce_to_readers, readers_of
from playground.conversations.services.access import close_to
from playground.runs import live_runs
from playground.runs.models import Run

UNDO_PERIOD = timedelta(days=30)
_PURGE_CHUNK = 100


def rename(*, conversation: Conversation, title: str) -> None:
    conversation.title = title
    conversation.save(update_fields=["title"])
    announce_to_readers(conversation)


def set_pinned(*, conversation: Conversation, is_pinned: bool) -> None:
    conversation.is_pinned = is_pinned
    conversation.save(update_fields=["is_pinned"])
    announce_to_readers(conversation)


def keep_settings(*, user: User, conversation: Conversation, settings: CompletionSettings) -> None:
    take_settings(user, conversation, settings)
    conversation.save(update_fields=Conversation.SETTINGS)


def delete(*, conversation: Conversation) -> None:
    """Hide a conversation; for `UNDO_PERIOD` it can be restored. What is being written stops."""
    conversation.deleted_at = timezone.now()
    conversation.save(update_fields=["deleted_at"])
    for run in Run.objects.live().filter(message__conversation=conversation):
        async_to_sync(live_runs.request_stop)(run.uuid)
    announce_to_readers(conversation)
    close_to(conversation, set(readers_of(conversation)) - {conversation.owner_id})


def restore(*, conversation: Conversation) -> None:
    conversation.deleted_at = None
    conversation.save(update_fields=["deleted_at"])
    announce_to_readers(conversation)


def purge_deleted(*, now: datetime) -> int:
    """Erase conversations whose time for an undo is over; return how many they were.

    Their runs stay in the history of calls, with what they cost but without their texts.
    """
    old = Conversation.objects.filter(deleted_at__lt=now - UNDO_PERIOD)
    purged = 0
    while chunk := list(old.values_list("pk", flat=True)[:_PURGE_CHUNK]):
        with transaction.atomic():
            Run.objects.filter(message__conversation__in=chunk).update(
                title="", output="", reasoning="", steps="", request={}, response=None
            )
            Conversation.objects.filter(pk__in=chunk).update(leaf=None)
            Conversation.objects.filter(pk__in=chunk).delete()
        purged += len(chunk)
    return purged
