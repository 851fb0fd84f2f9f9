"""What a link holds: what was seen, and nothing that was not to be seen."""

from __future__ import annotations

import json

import pytest

from playground.comparisons.models import Comparison
from playground.conversations.models import Message
from playground.runs.models import Run, RunStatus
from playground.shares.snapshots import (
    comparison_snapshot,
    conversation_snapshot,
    run_snapshot,
    turns_of,
    without,
)
from tests.conversations.trees import add_reply, add_turn, make_conversation
from tests.shares.conftest import SYSTEM

NOTHING = {"shows_system": False, "shows_parameters": False}
ALL = {"shows_system": True, "shows_parameters": True}


def test_the_branch_that_is_seen_is_taken_and_no_other(conversation):
    question = conversation.messages.get(role="user")
    shown = conversation.messages.get(role="assistant")
    add_reply(question, "Another reply")
    conversation.leaf = shown
    conversation.save()

    snapshot = conversation_snapshot(conversation, **NOTHING)

    assert [message["text"] for message in snapshot["messages"]] == [
        "How do waves form?",
        "By **wind**.",
    ]
    assert "Another reply" not in json.dumps(snapshot)


def test_a_reply_comes_with_its_figures(conversation):
    figures = conversation_snapshot(conversation, **NOTHING)["messages"][1]["figures"]

    assert figures["model"] == "ERNIE-Lite-8K"
    assert figures["is_sandbox"]
    assert (figures["latency_ms"], figures["output_tokens"]) == (1500, 7)


def test_system_prompt_and_parameters_are_not_even_kept_unless_chosen(conversation):
    hidden = json.dumps(conversation_snapshot(conversation, **NOTHING))
    shown = conversation_snapshot(conversation, **ALL)

    assert "pirate" not in hidden
    assert "0.123" not in hidden
    assert shown["system"] == SYSTEM
    assert shown["parameters"] == {"temperature": 0.123}


def test_neither_credential_nor_person_is_named(conversation):
    text = json.dumps(conversation_snapshot(conversation, **ALL))

    assert "Alice" not in text
    assert "example.com" not in text
    assert "Sandbox" not in text


def test_what_is_not_to_be_seen_any_more_is_taken_out(conversation):
    snapshot = conversation_snapshot(conversation, **ALL)

    kept = without(snapshot, shows_system=False, shows_parameters=True)

    assert "system" not in kept
    assert kept["parameters"] == {"temperature": 0.123}


def test_a_long_conversation_takes_few_queries(
    alice, sandbox_credential, django_assert_num_queries
):
    conversation = make_conversation(alice, sandbox_credential)
    parent = None
    for _ in range(20):
        _, parent = add_turn(conversation, parent=parent)

    with django_assert_num_queries(2):
        snapshot = conversation_snapshot(conversation, **ALL)

    assert len(snapshot["messages"]) == 40


def test_an_edited_reply_shows_the_words_of_the_edit(conversation):
    reply = conversation.messages.get(role="assistant")
    reply.content = "By the moon."
    reply.edited_at = reply.created_at
    reply.save()

    message = conversation_snapshot(conversation, **NOTHING)["messages"][1]

    assert message["text"] == "By the moon."
    assert message["is_edited"]


def test_functions_are_shown_with_what_they_were_called_with(alice):
    conversation = make_conversation(alice)
    step = {"step": "tool_call", "index": 0, "name": "weather", "arguments": '{"city": "Lu"}'}
    _, calling = add_turn(conversation, answer="", steps=json.dumps(step) + "\n")
    result = Message.objects.create(
        conversation=conversation,
        parent=calling,
        role="tool",
        content="rain",
        tool_name="weather",
    )
    conversation.leaf = result
    conversation.save()

    _, call, answer = conversation_snapshot(conversation, **NOTHING)["messages"]

    assert call["calls"] == [{"name": "weather", "arguments": '{"city": "Lu"}'}]
    assert (answer["role"], answer["name"], answer["text"]) == ("tool", "weather", "rain")


def test_a_failed_reply_says_so_by_its_code(alice):
    conversation = make_conversation(alice)
    add_turn(conversation, answer="", status=RunStatus.FAILED, error_code="rate_limited")

    message = conversation_snapshot(conversation, **NOTHING)["messages"][1]

    assert message["error_code"] == "rate_limited"
    assert message["is_unfinished"]


@pytest.fixture
def run(alice, sandbox_credential):
    body = {
        "messages": [
            {"role": "system", "content": SYSTEM},
            {"role": "user", "content": "First"},
            {"role": "assistant", "content": "One"},
            {"role": "user", "content": "Second"},
        ],
        "temperature": 0.123,
    }
    return Run.objects.create(
        user=alice,
        kind="chat",
        status=RunStatus.SUCCEEDED,
        credential=sandbox_credential,
        credential_name="Alice's key",
        provider="qianfan_v2",
        model="m",
        title="Second",
        request={"body": body, "url": "https://secret.example/", "headers": {"X": "secret"}},
        output="Two",
    )


def test_a_run_shows_what_was_said_before_and_its_answer(run):
    snapshot = run_snapshot(run, **NOTHING)

    assert [message["text"] for message in snapshot["messages"]] == [
        "First",
        "One",
        "Second",
        "Two",
    ]
    text = json.dumps(snapshot)
    for hidden in ("pirate", "0.123", "secret", "Alice"):
        assert hidden not in text


def test_a_run_shows_system_prompt_and_parameters_if_chosen(run):
    snapshot = run_snapshot(run, **ALL)

    assert snapshot["system"] == SYSTEM
    assert snapshot["parameters"]["temperature"] == 0.123


def test_a_comparison_shows_its_replies_side_by_side(alice, run):
    comparison = Comparison.objects.create(owner=alice, prompt="Which?", system=SYSTEM)
    comparison.columns.create(position=0, run=run, model="m", parameters={"temperature": 0.123})
    comparison.columns.create(position=1, model="n", error_code="credential_unavailable")

    hidden = comparison_snapshot(comparison, **NOTHING)
    shown = comparison_snapshot(comparison, **ALL)

    assert [message["text"] for message in hidden["messages"]] == ["Which?"]
    assert [column["name"] for column in hidden["columns"]] == ["m", "n"]
    assert hidden["columns"][0]["reply"]["text"] == "Two"
    assert hidden["columns"][1]["reply"] is None
    assert "0.123" not in json.dumps(hidden)
    assert shown["columns"][0]["parameters"] == {"temperature": 0.123}
    assert "0.123" not in json.dumps(without(shown, **NOTHING))


def test_a_comparison_shows_what_was_said_before_its_prompt(alice):
    turns = [{"role": "user", "content": "First"}, {"role": "assistant", "content": "One"}]
    comparison = Comparison.objects.create(owner=alice, prompt="Which?", turns=turns)

    snapshot = comparison_snapshot(comparison, **NOTHING)

    texts = [(message["role"], message["text"]) for message in snapshot["messages"]]
    assert texts == [("user", "First"), ("assistant", "One"), ("user", "Which?")]


def test_only_answered_questions_are_continued():
    messages = [
        {"role": "user", "text": "A"},
        {"role": "assistant", "text": ""},
        {"role": "tool", "text": "x"},
        {"role": "assistant", "text": "1"},
        {"role": "user", "text": " "},
        {"role": "assistant", "text": "2"},
        {"role": "user", "text": "C"},
    ]

    assert turns_of(messages) == [("user", "A"), ("assistant", "1")]
