"""The hint to a person's pages that conversations have changed; they fetch them anew.

It is a hint, and cheap: a change goes out at once, and what changes in the second after it as one
message, so that somebody who writes in many tabs does not make each change reach each of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from playground.accounts.models import Membership
from playground.accounts.sessions import user_group
from playground.conversations.models import Conversation

# Behind the first delta of the reply that the change belongs to.
FIRST_DELAY_SECONDS = 0.05
PAUSE_SECONDS = 1.0

# By event loop and person: what has changed, and the channel of the socket that knows already.
# Empty for the second after a message.
_pending: dict[tuple[asyncio.AbstractEventLoop, int], dict[str, str]] = {}
_sending: set[asyncio.Task[None]] = set()


def changed_message(origins: dict[str, str]) -> dict[str, object]:
    return {"type": "conversations.changed", "origins": origins}


def announce_change(*, user_id: int, conversation: UUID) -> None:
    """Tell all pages of a person, once the transaction is through."""
    send = async_to_sync(get_channel_layer().group_send)
    message = changed_message({str(conversation): ""})
    transaction.on_commit(lambda: send(user_group(user_id), message))


def readers_of(conversation: Conversation) -> tuple[int, ...]:
    """Return the keys of its owner, and of the members of the team that it is opened to."""
    owner = conversation.owner_id
    if conversation.team_id is None:
        return (owner,)
    members = Membership.objects.filter(team=conversation.team_id)
    keys = set(members.values_list("user_id", flat=True))
    # To a team that its owner has left, it is not open.
    return (owner, *(keys - {owner})) if owner in keys else (owner,)


def announce_to_readers(conversation: Conversation) -> None:
    """Tell all pages of all who see the conversation, once the transaction is through."""
    for user_id in readers_of(conversation):
        announce_change(user_id=user_id, conversation=conversation.uuid)


def announce_closing(*, conversation: UUID, runs: Iterable[UUID], user_ids: Iterable[int]) -> None:
    """Tell pages of people that they see the conversation, and its live `runs`, no more."""
    send = async_to_sync(get_channel_layer().group_send)
    message = {
        "type": "conversation.closed",
        "conversation": str(conversation),
        "runs": [str(run) for run in runs],
    }
    for group in [user_group(user_id) for user_id in user_ids]:
        transaction.on_commit(lambda group=group: send(group, message))  # type: ignore[misc]


def announce_change_soon(*, user_id: int, conversation: UUID, origin: str) -> None:
    """Tell all pages of a person but the one behind the channel `origin`; on the event loop."""
    loop = asyncio.get_running_loop()
    key = (loop, user_id)
    if key not in _pending:
        _pending[key] = {}
        loop.call_later(FIRST_DELAY_SECONDS, _send_pending, key)
    _pending[key][str(conversation)] = origin


def _send_pending(key: tuple[asyncio.AbstractEventLoop, int]) -> None:
    loop, user_id = key
    changed = _pending.pop(key)
    if not changed:
        return
    _pending[key] = {}
    loop.call_later(PAUSE_SECONDS, _send_pending, key)
    message = changed_message(changed)
    task = loop.create_task(get_channel_layer().group_send(user_group(user_id), message))
    _sending.add(task)
    task.add_done_callback(_sending.discard)
