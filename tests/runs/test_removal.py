"""Runs may be deleted that nothing else shows."""

from __future__ import annotations

import pytest

from playground.conversations.models import Conversation, Message, MessageRole
from playground.runs.models import Run, RunStatus
from playground.runs.removal import RunInUse, delete_run, is_in_use
from tests.runs.make_runs import make_run


def test_a_run_of_its_own_is_deleted(alice):
    run = make_run(alice)

    delete_run(run=run)

    assert not Run.objects.exists()


def test_a_run_that_a_message_shows_stays(alice):
    run = make_run(alice)
    conversation = Conversation.objects.create(owner=alice)
    Message.objects.create(conversation=conversation, role=MessageRole.ASSISTANT, run=run)

    with pytest.raises(RunInUse):
        delete_run(run=run)

    assert is_in_use(run)
    assert Run.objects.exists()


def test_a_live_run_stays(alice):
    run = make_run(alice, status=RunStatus.RUNNING)

    with pytest.raises(RunInUse):
        delete_run(run=run)

    assert Run.objects.exists()


def test_a_run_that_is_deleted_twice_is_gone(alice):
    run = make_run(alice)
    delete_run(run=Run.objects.get(pk=run.pk))

    with pytest.raises(RunInUse):
        delete_run(run=run)
