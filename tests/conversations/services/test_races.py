"""Requests for one conversation at the same moment, as several servers get them."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.db import connections

from playground.conversations.completion_settings import ChosenSettings
from playground.conversations.models import Conversation, Message
from playground.conversations.refusals import RequestRefused
from playground.conversations.services import library
from playground.conversations.services.completions import (
    Prompt,
    Repetition,
    continue_reply,
    regenerate,
    submit_prompt,
)
from playground.runs.models import Run, RunStatus
from tests.conversations.trees import add_turn, make_conversation

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def together(*works):
    """Do all at once, each on a database connection of its own; refusals come as their codes."""
    barrier = threading.Barrier(len(works))
    outcomes = [None] * len(works)

    def do(index, work):
        try:
            barrier.wait(timeout=10)
            outcomes[index] = work()
        except RequestRefused as refused:
            outcomes[index] = refused.code
        except Exception as error:
            outcomes[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def prompt_in(conversation, sandbox, parent=None):
    chosen = ChosenSettings(sandbox.uuid, "qianfan_v2", "ernie-4.0-8k")
    return Prompt(conversation, uuid4(), uuid4(), parent, "Next", chosen)


def submitting(user, prompt):
    return lambda: submit_prompt(user=user, prompt=prompt, launch=lambda prepared: None)


def is_new(outcomes):
    return sorted(outcome.is_new for outcome in outcomes)


@pytest.mark.parametrize("is_first", [True, False])
def test_the_same_submit_at_once_makes_one_turn(alice, sandbox, is_first):
    conversation, parent = uuid4(), None
    if not is_first:
        kept = make_conversation(alice, sandbox)
        conversation, parent = kept.uuid, add_turn(kept)[1].uuid
    before = Message.objects.count()
    prompt = prompt_in(conversation, sandbox, parent)

    outcomes = together(*[submitting(alice, prompt)] * AT_ONCE)

    assert is_new(outcomes) == [False] * (AT_ONCE - 1) + [True]
    assert len({outcome.run for outcome in outcomes}) == 1
    assert Message.objects.count() == before + 2


@pytest.mark.parametrize("is_first", [True, False])
def test_of_different_submits_at_once_one_wins(alice, sandbox, is_first):
    conversation, parent = uuid4(), None
    if not is_first:
        kept = make_conversation(alice, sandbox)
        conversation, parent = kept.uuid, add_turn(kept)[1].uuid
    before = Message.objects.count()
    prompts = [prompt_in(conversation, sandbox, parent) for _ in range(AT_ONCE)]

    outcomes = together(*[submitting(alice, prompt) for prompt in prompts])

    refused = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert refused == ["conversation_busy"] * (AT_ONCE - 1)
    assert Message.objects.count() == before + 2


def test_regenerating_and_submitting_at_once_writes_one_reply_each(alice, sandbox):
    conversation = make_conversation(alice, sandbox)
    question, answer = add_turn(conversation)
    asked = Repetition(conversation.uuid, question.uuid, uuid4())

    def again():
        return regenerate(user=alice, asked=asked, launch=lambda prepared: None)

    next_turn = prompt_in(conversation.uuid, sandbox, answer.uuid)
    *repeated, submitted = together(again, again, submitting(alice, next_turn))

    assert is_new(repeated) == [False, True]
    assert submitted.is_new
    assert question.children.count() == 2
    assert Message.objects.count() == 5


def test_continuing_at_once_goes_on_once(alice, sandbox):
    conversation = make_conversation(alice, sandbox)
    _, answer = add_turn(conversation, status=RunStatus.STOPPED)

    def go_on():
        return continue_reply(
            user=alice,
            conversation=conversation.uuid,
            message=answer.uuid,
            launch=lambda prepared: None,
        )

    outcomes = together(*[go_on] * AT_ONCE)

    assert outcomes.count("conversation_busy") == AT_ONCE - 1
    assert Run.objects.live().count() == 1


def test_nothing_is_written_into_a_conversation_that_is_deleted_meanwhile(
    alice, sandbox, monkeypatch
):
    conversation = make_conversation(alice, sandbox)
    _, answer = add_turn(conversation)
    prompt = prompt_in(conversation.uuid, sandbox, answer.uuid)
    stopped = []

    async def request_stop(run):
        stopped.append(run)

    monkeypatch.setattr(
        "playground.conversations.services.library.live_runs.request_stop", request_stop
    )

    submitted, deleted = together(
        submitting(alice, prompt),
        lambda: library.delete(conversation=Conversation.objects.get(pk=conversation.pk)),
    )

    assert deleted is None
    assert submitted == "not_found" or stopped == [submitted.run]
