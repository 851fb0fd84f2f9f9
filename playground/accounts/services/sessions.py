"""Ending sessions; every open socket of an ended session is told so."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction

from playground.accounts.models import User
from playground.accounts.sessions import close_sockets, session_group, user_group


def end_session(*, session: UserSession) -> None:
    key = session.session_key
    session.end()
    transaction.on_commit(lambda: close_sockets(session_group(key)))


def end_other_sessions(*, user: User, session_key: str) -> int:
    """End all sessions of `user` but that one; return how many."""
    sessions = list(UserSession.objects.filter(user=user).exclude(session_key=session_key))
    for session in sessions:
        end_session(session=session)
    return len(sessions)


def end_all_sessions(*, user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
    transaction.on_commit(lambda: close_sockets(user_group(user.pk)))
