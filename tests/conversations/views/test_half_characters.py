"""Half a character, escaped in JSON, is none that a page could be written with."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.conversations.trees import add_turn, call_steps, make_conversation

SCHEMA = '{"type": "object", "properties": {"city": {"type": "string"}}, %s}'
TOOLS = '[{"name": "find", "parameters": %s, "mock": %s}]'
CLOSED = SCHEMA % '"additionalProperties": false'


@pytest.mark.parametrize("arguments", [r'{"city": "\ud83c"}', r'{"\ud83c": 1}', r'"\ud83c"'])
def test_a_page_shows_a_call_that_has_one(alice_client, alice, arguments):
    conversation = make_conversation(alice, tools=TOOLS % (CLOSED, "1"))
    add_turn(conversation, "Q", "", steps=call_steps(("find", arguments)))

    response = alice_client.get(reverse("conversations:detail", args=[conversation.uuid]))

    assert response.status_code == 200
    (call,) = response.context["messages"][1].calls
    assert "\N{REPLACEMENT CHARACTER}" in call.arguments


@pytest.mark.parametrize(
    "tools",
    [
        TOOLS % (CLOSED, r'"\ud83c"'),
        TOOLS % (SCHEMA % r'"required": "\ud83c"', "1"),
        TOOLS % (SCHEMA % r'"\ud83c": {"$ref": "\ud83c"}', "1"),
        r'[{"name": "find", "\ud83c": 1}]',
        r'[{"name": "\ud83c"}]',
    ],
)
def test_the_editor_of_functions_says_what_it_makes_of_them(alice_client, tools):
    response = alice_client.post(reverse("conversations:check_functions"), {"tools": tools})

    assert response.status_code == 200
