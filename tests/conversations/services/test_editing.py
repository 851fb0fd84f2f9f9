"""Editing and deleting turns, and choosing a branch."""

from __future__ import annotations

import pytest

from playground.conversations.branches import turns_to
from playground.conversations.models import Message
from playground.conversations.refusals import RequestRefused
from playground.conversations.services.editing import (
    delete_message,
    edit_message,
    select_branch,
)
from playground.runs.models import Run, RunStatus
from tests.conversations.trees import (
    add_reply,
    add_result,
    add_turn,
    call_steps,
    make_conversation,
)


@pytest.fixture
def conversation(alice):
    return make_conversation(alice)


def texts(conversation):
    conversation.refresh_from_db()
    if conversation.leaf is None:
        return []
    return [turn.text for turn in turns_to(conversation, conversation.leaf.uuid)]


def test_an_edited_turn_has_its_new_text(conversation):
    _question, answer = add_turn(conversation)

    edit_message(message=answer, text="Better")

    answer.refresh_from_db()
    assert answer.text == "Better"
    assert answer.edited_at is not None
    assert answer.run.output == "A"


def test_a_live_reply_cannot_be_edited(conversation):
    _, live = add_turn(conversation, status=RunStatus.RUNNING)

    with pytest.raises(RequestRefused, match="conversation_busy"):
        edit_message(message=live, text="x")


def test_a_user_turn_goes_with_its_replies_and_the_rest_moves_up(alice, conversation):
    _, first = add_turn(conversation, "Q1", "A1")
    doomed, second = add_turn(conversation, "Q2", "A2", parent=first)
    add_turn(conversation, "Q3", "A3", parent=second)

    delete_message(user=alice, conversation=conversation.uuid, message=doomed.uuid)

    assert texts(conversation) == ["Q1", "A1", "Q3", "A3"]


def test_a_reply_goes_with_what_follows(alice, conversation):
    _question, first = add_turn(conversation, "Q1", "A1")
    add_turn(conversation, "Q2", "A2", parent=first)

    delete_message(user=alice, conversation=conversation.uuid, message=first.uuid)

    assert texts(conversation) == ["Q1"]
    assert Message.objects.count() == 1


def test_after_a_reply_is_deleted_its_alternative_shows(alice, conversation):
    question, _first = add_turn(conversation, "Q1", "A1")
    second = add_reply(question, "B1")

    delete_message(user=alice, conversation=conversation.uuid, message=second.uuid)

    assert texts(conversation) == ["Q1", "A1"]


def test_the_only_turn_can_be_deleted(alice, conversation):
    question, _ = add_turn(conversation)

    delete_message(user=alice, conversation=conversation.uuid, message=question.uuid)

    assert texts(conversation) == []
    assert Run.objects.count() == 1


def test_a_live_turn_cannot_be_deleted(alice, conversation):
    question, _ = add_turn(conversation, status=RunStatus.RUNNING)

    with pytest.raises(RequestRefused, match="conversation_busy"):
        delete_message(user=alice, conversation=conversation.uuid, message=question.uuid)


def test_a_chain_of_two_thousand_turns_is_deleted_in_few_queries(
    alice, conversation, django_assert_max_num_queries
):
    parent, rows = None, []
    for number in range(2000):
        role = "user" if number % 2 == 0 else "assistant"
        rows.append(Message(conversation=conversation, role=role, content=str(number)))
    Message.objects.bulk_create(rows)
    for row in rows:
        row.parent, parent = parent, row
    Message.objects.bulk_update(rows, ["parent"], batch_size=500)

    with django_assert_max_num_queries(40):
        delete_message(user=alice, conversation=conversation.uuid, message=rows[1].uuid)

    assert Message.objects.count() == 1


def test_selecting_an_alternative_shows_its_newest_end(alice, conversation):
    question, first = add_turn(conversation, "Q1", "A1")
    add_turn(conversation, "Q2", "A2", parent=first)
    add_reply(question, "B1")

    select_branch(user=alice, conversation=conversation.uuid, message=first.uuid)

    assert texts(conversation) == ["Q1", "A1", "Q2", "A2"]


@pytest.mark.parametrize("number", [0, 1])
def test_a_result_goes_with_the_others_and_what_follows(alice, conversation, number):
    steps = call_steps(("get_weather", "{}"), ("get_time", "{}"))
    _question, caller = add_turn(conversation, "Q1", "", steps=steps)
    first = add_result(caller, "R1")
    second = add_result(first, "R2")
    add_reply(second, "A1")

    doomed = (first, second)[number]
    delete_message(user=alice, conversation=conversation.uuid, message=doomed.uuid)

    assert texts(conversation) == ["Q1", ""]
    assert conversation.leaf == caller


def test_a_user_turn_goes_with_the_calls_and_results_of_its_replies(alice, conversation):
    _, first = add_turn(conversation, "Q1", "A1")
    doomed, caller = add_turn(
        conversation, "Q2", "", parent=first, steps=call_steps(("get_weather", "{}"))
    )
    answer = add_reply(add_result(caller), "A2")
    add_turn(conversation, "Q3", "A3", parent=answer)

    delete_message(user=alice, conversation=conversation.uuid, message=doomed.uuid)

    assert texts(conversation) == ["Q1", "A1", "Q3", "A3"]
    assert Message.objects.count() == 4
