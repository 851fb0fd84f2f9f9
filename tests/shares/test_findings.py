"""Where secrets stand in what a link would show, and that they pass once they are accepted."""

from __future__ import annotations

import json

import pytest

from playground.comparisons.models import Comparison
from playground.conversations.models import Message
from playground.runs.models import Run
from playground.shares.findings import MAX_FINDINGS, SecretsFoundError, require_acceptance
from playground.shares.snapshots import comparison_snapshot, conversation_snapshot, run_snapshot
from tests.conversations.trees import add_turn, make_conversation
from tests.shares.secret_texts import OPENAI_KEY, QIANFAN_KEY

NOTHING = {"shows_system": False, "shows_parameters": False}
ALL = {"shows_system": True, "shows_parameters": True}


def found_in(snapshot, title="", accepted=""):
    try:
        require_acceptance(snapshot, title=title, accepted=accepted)
    except SecretsFoundError as found:
        return found
    return None


def places(found):
    (finding,) = found.findings
    return [f"{place.of}: {place.part}".lstrip(": ") for place in finding.places]


def test_each_place_is_named(alice):
    conversation = make_conversation(
        alice, system=OPENAI_KEY, parameters={"user": OPENAI_KEY, "temperature": 0.1}
    )
    _, first = add_turn(conversation, OPENAI_KEY, OPENAI_KEY, reasoning=OPENAI_KEY)
    step = {"step": "tool_call", "index": 0, "name": "pay", "arguments": f'{{"x": "{OPENAI_KEY}"}}'}
    _, second = add_turn(conversation, parent=first, steps=json.dumps(step) + "\n")
    conversation.leaf = Message.objects.create(
        conversation=conversation, parent=second, role="tool", content=OPENAI_KEY, tool_name="pay"
    )
    conversation.save()

    found = found_in(conversation_snapshot(conversation, **ALL), title=OPENAI_KEY)

    assert places(found) == [
        "Title",
        "System prompt",
        "Parameter user",
        "Turn 1: Question",
        "Turn 1: Reasoning",
        "Turn 1: Reply",
        "Turn 2: Call of pay",
        "Turn 2: Result of pay",
    ]


def test_what_is_not_shown_is_not_looked_at(alice):
    parameters = {"user": OPENAI_KEY}
    conversation = make_conversation(alice, system=OPENAI_KEY, parameters=parameters)
    add_turn(conversation)

    assert found_in(conversation_snapshot(conversation, **NOTHING)) is None
    assert found_in(conversation_snapshot(conversation, **ALL))


def test_columns_of_a_comparison_are_named(alice):
    comparison = Comparison.objects.create(owner=alice, prompt="Which?")
    run = Run.objects.create(user=alice, kind="chat", output=OPENAI_KEY, model="m")
    comparison.columns.create(position=0, model="n")
    comparison.columns.create(position=1, model="m", run=run, parameters={"user": OPENAI_KEY})

    found = found_in(comparison_snapshot(comparison, **ALL))

    assert places(found) == ["Column 2 (m): Parameter user", "Column 2 (m): Reply"]


def test_a_run_is_looked_through(alice):
    body = {"messages": [{"role": "user", "content": f"Is {QIANFAN_KEY} mine?"}]}
    run = Run.objects.create(
        user=alice, kind="chat", provider="qianfan_v2", request={"body": body}, output="Yes."
    )

    assert places(found_in(run_snapshot(run, **NOTHING))) == ["Turn 1: Question"]


def test_only_the_first_characters_are_told():
    found = found_in({"version": 1, "messages": []}, title=QIANFAN_KEY)

    assert found.findings[0].masked == "bce-…"
    assert QIANFAN_KEY[5:] not in repr(found.findings) + str(found) + found.acceptance


@pytest.mark.parametrize("title", [f"{OPENAI_KEY} {QIANFAN_KEY}", QIANFAN_KEY])
def test_what_was_accepted_covers_no_other_secret(title):
    snapshot = {"version": 1, "messages": []}
    accepted = found_in(snapshot, title=OPENAI_KEY).acceptance

    assert found_in(snapshot, title=OPENAI_KEY, accepted=accepted) is None
    assert found_in(snapshot, title=title, accepted=accepted)


def test_many_findings_are_counted():
    text = " ".join(f"sk-q7Rk2mZx9Lw4{number:03}Nc6Vd3Hf" for number in range(MAX_FINDINGS + 3))

    found = found_in({"version": 1, "messages": [{"role": "user", "text": text}]})

    assert (len(found.findings), found.further) == (MAX_FINDINGS, 3)
