"""The hint to a person's pages that a conversation has changed; they fetch it anew."""

from __future__ import annotations

from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from playground.accounts.sessions import user_group


def changed_message(conversation: UUID, *, origin: str = "") -> dict[str, str]:
    """Make the message for the channel layer; the channel `origin` knows already."""
    return {
        "type": "conversation.changed",
        "conversation": str(conversation),
        "origin": origin,
    }


def announce_change(*, user_id: int, conversation: UUID) -> None:
    """Tell all pages of a person, once the transaction is through."""
    send = async_to_sync(get_channel_layer().group_send)
    transaction.on_commit(lambda: send(user_group(user_id), changed_message(conversation)))
