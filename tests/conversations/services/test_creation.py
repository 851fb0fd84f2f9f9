"""Conversations of turns that were spoken elsewhere."""

from __future__ import annotations

import pytest

from playground.conversations.branches import turns_to
from playground.conversations.completion_settings import ChosenSettings
from playground.conversations.history import messages_for_prompt
from playground.conversations.models import MessageRole
from playground.conversations.services.creation import create_conversation
from playground.gateway import ChatMessage, ToolCall

CALL = ToolCall("get_weather", '{"city": "Paris"}', "call_1")


@pytest.fixture
def settings_(sandbox_credential):
    return ChosenSettings(sandbox_credential.uuid, "qianfan_v2", "ernie-4.0-8k")


def test_calls_of_functions_keep_their_results(alice, settings_):
    turns = (
        ChatMessage("user", "How is the weather?"),
        ChatMessage("assistant", "", tool_calls=(CALL,)),
        ChatMessage("tool", '{"sky": "clear"}', name="get_weather", tool_call_id="call_1"),
        ChatMessage("assistant", "Clear."),
    )

    conversation = create_conversation(
        user=alice, turns=turns, settings=settings_, title_text="Weather"
    )

    kept = messages_for_prompt(turns_to(conversation, conversation.leaf.uuid), "Thanks")
    assert kept == (*turns, ChatMessage("user", "Thanks"))
    result = conversation.messages.get(role=MessageRole.TOOL)
    assert (result.tool_name, result.text) == ("get_weather", '{"sky": "clear"}')
