"""The list: deletion that can be undone, and what is erased in the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from playground.accounts.models import User
from playground.conversations.models import Conversation, Message
from playground.conversations.services import library
from playground.runs.models import Run
from tests.conversations.trees import add_turn, call_steps, make_conversation


@pytest.fixture
def conversation(alice):
    return make_conversation(alice)


def test_a_deleted_conversation_can_be_restored(alice, conversation):
    library.delete(conversation=conversation)
    assert conversation not in Conversation.objects.visible_to(alice)

    library.restore(conversation=conversation)
    assert conversation in Conversation.objects.visible_to(alice)


def test_what_was_deleted_long_ago_is_erased_and_its_runs_keep_no_text(alice, conversation):
    _, answer = add_turn(
        conversation,
        answer="private",
        title="private",
        steps=call_steps(("get_weather", "private")),
        output_tokens=7,
    )
    add_turn(conversation, parent=answer)
    library.delete(conversation=conversation)

    purged = library.purge_deleted(now=timezone.now() + timedelta(days=31))

    assert purged == 1
    assert not Message.objects.exists()
    run = Run.objects.get(pk=answer.run_id)
    assert (run.title, run.output, run.steps, run.output_tokens) == ("", "", "", 7)


def test_what_was_deleted_lately_stays(conversation):
    library.delete(conversation=conversation)

    assert library.purge_deleted(now=timezone.now() + timedelta(days=29)) == 0
    assert Conversation.objects.exists()


def test_a_person_goes_with_conversations_and_runs(alice, conversation):
    _, answer = add_turn(conversation)
    add_turn(conversation, parent=answer)

    User.objects.get(pk=alice.pk).delete()

    assert not Conversation.objects.exists()
    assert not Run.objects.exists()
