"""The word to open pages of a link that something about it has changed."""

from __future__ import annotations

from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction


def share_group(share: UUID) -> str:
    """Return the channel-layer group of all sockets on which a link is watched."""
    return f"share.{share}"


def announce_change(*, share: UUID, is_updated: bool = False) -> None:
    """Let open pages look anew whether they may show it, and say whether there is more to see."""
    send = async_to_sync(get_channel_layer().group_send)
    message = {"type": "share.changed", "is_updated": is_updated}
    transaction.on_commit(lambda: send(share_group(share), message))
