"""Answering the functions that a reply has called, without a provider."""

from __future__ import annotations

from uuid import uuid4

import pytest

from playground.conversations.models import Message, MessageRole
from playground.conversations.refusals import RequestRefused
from playground.conversations.services.branch_checks import MAX_ROUNDS
from playground.conversations.services.completions import (
    Repetition,
    continue_reply,
    regenerate,
)
from playground.conversations.services.results import Results, submit_results
from playground.runs.models import RunStatus
from tests.conversations.trees import (
    add_reply,
    add_result,
    add_turn,
    call_steps,
    make_conversation,
)

CALL = call_steps(("get_weather", "{}"))
BOTH = call_steps(("get_weather", "{}"), ("get_time", "{}"))


@pytest.fixture
def launched():
    return []


@pytest.fixture
def conversation(alice, sandbox):
    return make_conversation(alice, sandbox, model="ernie-4.0-8k")


def results_for(caller, *texts, **fields):
    return Results(
        conversation=caller.conversation.uuid,
        message=caller.uuid,
        reply=fields.pop("reply", uuid4()),
        results=tuple((uuid4(), text) for text in texts),
    )


def test_results_become_a_chain_below_the_reply_that_called(alice, conversation, launched):
    _, caller = add_turn(conversation, "Q", "", steps=BOTH)
    given = results_for(caller, "1", "2")

    reply = submit_results(user=alice, given=given, launch=launched.append)

    first, second = Message.objects.filter(role=MessageRole.TOOL).order_by("pk")
    assert (first.parent, second.parent) == (caller, first)
    assert [first.tool_name, second.tool_name] == ["get_weather", "get_time"]
    assert (reply.message, reply.parent) == (second.uuid, first.uuid)
    conversation.refresh_from_db()
    assert conversation.leaf.parent == second
    assert reply.run == launched[0].uuid


@pytest.mark.parametrize(
    "run_fields",
    [
        {"status": RunStatus.STOPPED},
        {"status": RunStatus.FAILED},
        {"status": RunStatus.SUCCEEDED, "finish_reason": "length"},
    ],
)
def test_a_call_that_broke_off_is_not_answered(alice, conversation, launched, run_fields):
    _, caller = add_turn(conversation, "Q", "", steps=CALL, **run_fields)

    with pytest.raises(RequestRefused, match="turn_not_answerable"):
        submit_results(user=alice, given=results_for(caller, "1"), launch=launched.append)

    assert launched == []


def calling_on(conversation, rounds):
    """Have a model call a function again after each result; returns its last reply."""
    _, caller = add_turn(conversation, "Q", "", steps=CALL)
    for _ in range(rounds - 1):
        caller = add_reply(add_result(caller), "", steps=CALL)
    return caller


def test_a_model_that_calls_without_end_is_stopped(alice, conversation, launched):
    conversation.tools = '[{"name": "get_weather"}]'
    add_turn(conversation, "Earlier", "", steps=CALL)
    caller = calling_on(conversation, MAX_ROUNDS + 1)

    with pytest.raises(RequestRefused, match="calls_endless") as caught:
        submit_results(user=alice, given=results_for(caller, "1"), launch=launched.append)

    assert caught.value.field == "tool_choice"
    assert str(MAX_ROUNDS) in caught.value.sentence
    assert launched == []


@pytest.mark.parametrize(
    ("rounds", "fields"),
    [
        (MAX_ROUNDS, {"tools": '[{"name": "get_weather"}]'}),
        (MAX_ROUNDS + 1, {"tools": '[{"name": "get_weather"}]', "tool_choice": "none"}),
        (MAX_ROUNDS + 1, {"tools": ""}),
    ],
)
def test_a_model_that_cannot_go_on_calling_is_asked(alice, conversation, launched, rounds, fields):
    for name, value in fields.items():
        setattr(conversation, name, value)
    caller = calling_on(conversation, rounds)

    submit_results(user=alice, given=results_for(caller, "1"), launch=launched.append)

    assert len(launched) == 1


def test_a_live_reply_is_not_answered(alice, conversation, launched):
    _, caller = add_turn(conversation, "Q", "", steps=CALL, status=RunStatus.RUNNING)

    with pytest.raises(RequestRefused, match="conversation_busy"):
        submit_results(user=alice, given=results_for(caller, "1"), launch=launched.append)


def test_a_reply_that_came_without_its_run_is_answered(alice, conversation, launched):
    question, _ = add_turn(conversation, "Q", "A")
    caller = Message.objects.create(
        conversation=conversation,
        parent=question,
        role=MessageRole.ASSISTANT,
        content="",
        steps=CALL,
    )

    submit_results(user=alice, given=results_for(caller, "1"), launch=launched.append)

    roles = [message.role for message in launched[0].request.messages]
    assert roles == ["user", "assistant", "tool"]


def test_an_id_that_exists_elsewhere_is_refused(alice, conversation, launched):
    question, caller = add_turn(conversation, "Q", "", steps=CALL)
    given = results_for(caller, "1", reply=question.uuid)

    with pytest.raises(RequestRefused, match="not_found"):
        submit_results(user=alice, given=given, launch=launched.append)

    assert Message.objects.count() == 2


def test_two_results_with_one_id_are_refused(alice, conversation, launched):
    _, caller = add_turn(conversation, "Q", "", steps=BOTH)
    uuid = uuid4()
    given = Results(conversation.uuid, caller.uuid, uuid4(), ((uuid, "1"), (uuid, "2")))

    with pytest.raises(RequestRefused, match="not_found"):
        submit_results(user=alice, given=given, launch=launched.append)


def test_one_result_of_several_is_not_answered_alone(alice, conversation, launched):
    _, caller = add_turn(conversation, "Q", "", steps=BOTH)
    first = add_result(caller, "1")
    add_result(first, "2")
    asked = Repetition(conversation.uuid, first.uuid, uuid4())

    with pytest.raises(RequestRefused, match="results_incomplete"):
        regenerate(user=alice, asked=asked, launch=launched.append)


def test_a_reply_that_called_is_not_continued(alice, conversation, launched):
    _, caller = add_turn(conversation, "Q", "", steps=CALL, status=RunStatus.STOPPED)

    with pytest.raises(RequestRefused, match="not_continuable"):
        continue_reply(
            user=alice,
            conversation=conversation.uuid,
            message=caller.uuid,
            launch=launched.append,
        )


def test_a_stopped_answer_to_results_is_continued(alice, conversation, launched):
    _, caller = add_turn(conversation, "Q", "", steps=CALL)
    answer = add_reply(add_result(caller, "R"), "Half an", status=RunStatus.STOPPED)

    continue_reply(
        user=alice, conversation=conversation.uuid, message=answer.uuid, launch=launched.append
    )

    roles = [message.role for message in launched[0].request.messages]
    assert roles == ["user", "assistant", "tool", "assistant", "user"]
