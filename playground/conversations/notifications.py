"""The hint to a person's pages that conversations have changed; they fetch them anew.

It is a hint, and cheap: what changes within a moment goes out as one message, so that somebody
who writes in many tabs at once does not make each change reach each of them one by one.
"""

from __future__ import annotations

import asyncio
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from playground.accounts.sessions import user_group

DELAY_SECONDS = 0.2

# By event loop and person: what has changed, and the channel of the socket that knows already.
_pending: dict[tuple[asyncio.AbstractEventLoop, int], dict[str, str]] = {}
_sending: set[asyncio.Task[None]] = set()


def changed_message(origins: dict[str, str]) -> dict[str, object]:
    return {"type": "conversations.changed", "origins": origins}


def announce_change(*, user_id: int, conversation: UUID) -> None:
    """Tell all pages of a person, once the transaction is through."""
    send = async_to_sync(get_channel_layer().group_send)
    message = changed_message({str(conversation): ""})
    transaction.on_commit(lambda: send(user_group(user_id), message))


def announce_change_soon(*, user_id: int, conversation: UUID, origin: str) -> None:
    """Tell all pages of a person but the one behind the channel `origin`; on the event loop."""
    loop = asyncio.get_running_loop()
    key = (loop, user_id)
    if key not in _pending:
        _pending[key] = {}
        loop.call_later(DELAY_SECONDS, _send_pending, key)
    _pending[key][str(conversation)] = origin


def _send_pending(key: tuple[asyncio.AbstractEventLoop, int]) -> None:
    message = changed_message(_pending.pop(key))
    task = key[0].create_task(get_channel_layer().group_send(user_group(key[1]), message))
    _sending.add(task)
    task.add_done_callback(_sending.discard)
