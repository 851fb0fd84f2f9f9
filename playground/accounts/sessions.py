"""Sessions as sockets see them: who is behind a key right now, and the word that it ended."""

from __future__ import annotations

import hashlib

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from playground.accounts.models import User
from playground.lib.compiled_queries import CompiledQuery

SESSION_ENDED = {"type": "session.ended"}


def user_group(user_id: int) -> str:
    """Return the channel-layer group of all sockets of a person."""
    return f"user.{user_id}"


def session_group(session_key: str) -> str:
    """Return the channel-layer group of all sockets of a session; it does not tell the key."""
    return f"session.{hashlib.sha256(session_key.encode()).hexdigest()[:40]}"


# Asked for every frame of a socket, so the SQL is built once.
_session = CompiledQuery(lambda key: Session.objects.filter(session_key=key), "<key>")
_active_user = CompiledQuery(lambda pk: User.objects.filter(pk=pk, is_active=True), -1)


def live_user(session_key: str) -> User | None:
    """Return the person signed in under `session_key`, or None once that has ended.

    Ended: signed out, expired, deactivated, or the password has changed since.
    """
    # A cookie may hold NUL, with which PostgreSQL takes no question.
    if not session_key or "\x00" in session_key:
        return None
    session = _session.first(session_key)
    if session is None or session.expire_date <= timezone.now():
        return None
    data = session.get_decoded()
    if data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = _active_user.first(int(data.get(SESSION_KEY, 0)))
    if user is None:
        return None
    is_unchanged = constant_time_compare(
        data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
    )
    return user if is_unchanged else None


def close_sockets(*groups: str) -> None:
    """Tell the sockets of these groups that their session ended; each closes with 4401."""
    layer = get_channel_layer()
    send = async_to_sync(layer.group_send)
    for group in groups:
        send(group, SESSION_ENDED)
