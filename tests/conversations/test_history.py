"""What a model is told of a branch, calls of functions and their results included."""

from __future__ import annotations

import pytest

from playground.conversations.branches import Turn
from playground.conversations.history import (
    messages_for_prompt,
    messages_to_answer,
    messages_to_continue,
)
from tests.conversations.trees import call_steps

CALL = call_steps(("get_weather", '{"city": "Paris"}'))
BOTH = call_steps(("get_weather", "{}"), ("get_time", "{}"))


def user(text="Q"):
    return Turn(1, "user", text, "", False)


def reply(text="A", steps="", pk=2):
    return Turn(pk, "assistant", text, "succeeded", False, steps)


def result(text="R"):
    return Turn(3, "tool", text, "", False)


def told(messages):
    return [(message.role, message.content) for message in messages]


def test_a_call_with_its_result_is_told_before_the_answer():
    messages = messages_for_prompt([user(), reply("", CALL), result(), reply("Sunny")], "Next")

    assert told(messages) == [
        ("user", "Q"),
        ("assistant", ""),
        ("tool", "R"),
        ("assistant", "Sunny"),
        ("user", "Next"),
    ]
    (call,) = messages[1].tool_calls
    assert (call.name, call.arguments) == ("get_weather", '{"city": "Paris"}')
    assert messages[2].tool_call_id == call.id != ""
    assert messages[2].name == "get_weather"


def test_each_call_of_a_turn_has_its_own_id():
    messages = messages_to_answer([user(), reply("", BOTH), result("1"), result("2")])

    first, second = messages[1].tool_calls
    assert first.id != second.id
    assert [message.tool_call_id for message in messages[2:]] == [first.id, second.id]


@pytest.mark.parametrize(
    "turns",
    [
        [user(), reply("", CALL)],
        [user(), reply("", BOTH), result()],
        [user(), reply("", CALL), result(), reply("")],
        [user(), reply("", CALL), result()],
    ],
    ids=["no result", "not all results", "no answer", "answer deleted"],
)
def test_an_exchange_that_came_to_nothing_is_not_told(turns):
    assert told(messages_for_prompt(turns, "Next")) == [("user", "Next")]


def test_the_words_beside_a_call_without_a_result_are_told():
    messages = messages_for_prompt([user(), reply("Let me look.", CALL)], "Next")

    assert told(messages) == [("user", "Q"), ("assistant", "Let me look."), ("user", "Next")]
    assert messages[1].tool_calls == ()


def test_calls_may_follow_calls():
    turns = [user(), reply("", CALL, 2), result("1"), reply("", CALL, 4), result("2")]

    messages = messages_to_answer(turns)

    assert [message.role for message in messages] == [
        "user",
        "assistant",
        "tool",
        "assistant",
        "tool",
    ]
    assert messages[1].tool_calls[0].id != messages[3].tool_calls[0].id


def test_an_answer_to_results_is_continued_with_all_that_led_to_it():
    turns = [user(), reply("", CALL), result(), reply("The weather is")]

    messages = messages_to_continue(turns)

    assert [message.role for message in messages] == [
        "user",
        "assistant",
        "tool",
        "assistant",
        "user",
    ]
