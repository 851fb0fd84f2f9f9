"""To whom a conversation is open."""

from __future__ import annotations

from playground.conversations.models import Conversation
from playground.conversations.services import access
from tests.conversations.trees import make_conversation


def test_what_another_tab_has_opened_is_closed_too(alice, bob, team, monkeypatch):
    told = []
    monkeypatch.setattr(
        access, "announce_closing", lambda **words: told.append(set(words["user_ids"]))
    )
    conversation = make_conversation(alice)
    stale = Conversation.objects.get(pk=conversation.pk)
    access.open_to_team(conversation=conversation, team=team)

    access.open_to_team(conversation=stale, team=None)

    assert told == [set(), {bob.pk}]
