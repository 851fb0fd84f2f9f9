"""The turns before a prompt are found for whoever may see them, as questions and answers."""

from __future__ import annotations

from uuid import UUID

import pytest

from playground.comparisons.earlier_turns import spoken, turns_at
from playground.conversations.models import Message
from playground.gateway import ChatMessage, ToolCall
from playground.runs.models import RunStatus
from tests.comparisons.answers import make_comparison, make_run
from tests.conversations.trees import (
    add_reply,
    add_result,
    add_turn,
    call_steps,
    make_conversation,
)

pytestmark = pytest.mark.django_db

NOBODY = UUID(int=0)


@pytest.fixture
def conversation(alice):
    return make_conversation(alice)


def at(message):
    return f"conversation:{message.conversation.uuid}:{message.uuid}"


def found(user, address):
    return [(turn.role, turn.content) for turn in turns_at(user, address)]


def test_the_turns_down_to_a_message_are_found_and_no_other_branch(alice, conversation):
    question, reply = add_turn(conversation, "One?", "1")
    add_reply(question, "Another 1")
    _, second = add_turn(conversation, "Two?", "2", parent=reply)
    add_turn(conversation, "Three?", "3", parent=second)

    assert found(alice, at(second)) == [
        ("user", "One?"),
        ("assistant", "1"),
        ("user", "Two?"),
        ("assistant", "2"),
    ]


def test_a_question_without_an_answer_is_left_out(alice, conversation):
    _, failed = add_turn(conversation, "One?", "", status=RunStatus.FAILED)
    asked, _ = add_turn(conversation, "Two?", "2", parent=failed)

    assert found(alice, at(conversation.leaf)) == [("user", "Two?"), ("assistant", "2")]
    assert found(alice, at(asked)) == []


def test_the_functions_between_a_question_and_its_answer_are_left_out(alice, conversation):
    steps = call_steps(("get_weather", "{}"))
    _, calling = add_turn(conversation, "Rain?", "Let me see.", steps=steps)
    answer = Message.objects.create(
        conversation=conversation, parent=add_result(calling), role="assistant", content="No."
    )

    assert found(alice, at(answer)) == [("user", "Rain?"), ("assistant", "No.")]


def test_what_a_provider_wants_cleared_goes_to_nobody(alice, conversation):
    _, flagged = add_turn(conversation, "One?", "1", needs_clear_history=True)
    _, reply = add_turn(conversation, "Two?", "2", parent=flagged)

    assert found(alice, at(reply)) == []


def test_who_may_read_a_conversation_may_take_its_turns(alice, bob, charlie, team, conversation):
    _, reply = add_turn(conversation)
    assert found(bob, at(reply)) == []

    conversation.team = team
    conversation.save()

    assert len(found(bob, at(reply))) == 2
    assert found(charlie, at(reply)) == []


def test_a_message_of_another_conversation_is_not_found(alice, charlie, conversation):
    add_turn(conversation)
    _, theirs = add_turn(make_conversation(charlie), "Secret?", "Secret")

    assert found(alice, f"conversation:{conversation.uuid}:{theirs.uuid}") == []


def test_what_a_run_was_told_before_its_question_is_found(alice, charlie):
    texts = [("system", "S"), ("user", "One?"), ("assistant", "1"), ("user", "Two?")]
    body = {"messages": [{"role": role, "content": text} for role, text in texts]}
    run = make_run(alice, request={"body": body})

    assert found(alice, f"run:{run.uuid}") == [("user", "One?"), ("assistant", "1")]
    assert found(charlie, f"run:{run.uuid}") == []


def test_the_turns_of_a_comparison_are_found(alice, bob):
    turns = [{"role": "user", "content": "One?"}, {"role": "assistant", "content": "1"}]
    comparison = make_comparison(alice, turns=turns)

    assert found(alice, f"comparison:{comparison.uuid}") == [("user", "One?"), ("assistant", "1")]
    assert found(bob, f"comparison:{comparison.uuid}") == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "conversation",
        "conversation:x:y",
        f"conversation:{NOBODY}",
        f"conversation:{NOBODY}:{NOBODY}",
        f"run:{NOBODY}",
        f"comparison:{NOBODY}",
        f"user:{NOBODY}",
        "\x00",
    ],
)
def test_nothing_is_found_where_nothing_is(alice, address):
    assert turns_at(alice, address) == ()


def test_only_questions_with_their_last_answers_are_told():
    messages = [
        ChatMessage("assistant", "Welcome"),
        ChatMessage("user", "Unanswered"),
        ChatMessage("user", "Rain?"),
        ChatMessage("assistant", "", tool_calls=(ToolCall("rain", "{}", "1"),)),
        ChatMessage("tool", "{}", name="rain", tool_call_id="1"),
        ChatMessage("assistant", "No."),
        ChatMessage("user", " "),
        ChatMessage("assistant", "A picture of a cat."),
        ChatMessage("user", "And?"),
    ]

    assert spoken(messages) == (ChatMessage("user", "Rain?"), ChatMessage("assistant", "No."))
