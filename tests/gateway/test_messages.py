from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.gateway import (
    ChatMessage,
    ChatRequest,
    ContextLengthError,
    MessageOrderError,
    UnsupportedFeatureError,
)
from playground.gateway.messages import check_messages

ROLES = {"s": "system", "u": "user", "a": "assistant", "t": "tool"}


def request_of(roles: str, **values: object) -> ChatRequest:
    messages = tuple(
        ChatMessage(ROLES[role], "text", "lookup" if role == "t" else "") for role in roles
    )
    return ChatRequest(messages, **values)


def fault_of(request: ChatRequest, provider: str) -> tuple[str, int]:
    with pytest.raises(MessageOrderError) as caught:
        check_messages(request, provider)
    assert caught.value.reason == caught.value.code
    return caught.value.code, caught.value.position


@pytest.mark.parametrize("provider", ["qianfan_v1", "qianfan_v2"])
@pytest.mark.parametrize("roles", ["u", "uau", "su", "suau", "uat", "uatau"])
def test_turns_in_order_are_taken(provider, roles):
    check_messages(request_of(roles), provider)


@pytest.mark.parametrize("provider", ["qianfan_v1", "qianfan_v2"])
@pytest.mark.parametrize(
    ("roles", "code", "position"),
    [
        ("", "messages_empty", 0),
        ("a", "message_expected_user", 0),
        ("sa", "message_expected_user", 1),
        ("uu", "message_expected_assistant", 1),
        ("uauu", "message_expected_assistant", 3),
        ("uaau", "message_expected_user", 2),
        ("ua", "message_last_not_user", 1),
        ("us", "message_system_not_first", 1),
        ("ssu", "message_system_not_first", 1),
        ("s", "message_last_not_user", 0),
    ],
)
def test_the_first_fault_is_named_with_its_position(provider, roles, code, position):
    assert fault_of(request_of(roles), provider) == (code, position)


def test_v1_takes_a_tool_result_only_after_the_assistant():
    assert fault_of(request_of("ut"), "qianfan_v1") == ("message_expected_assistant", 1)


def test_v1_needs_the_name_of_a_function():
    messages = (ChatMessage("user", "a"), ChatMessage("assistant", "b"), ChatMessage("tool", "c"))

    assert fault_of(ChatRequest(messages), "qianfan_v1") == ("message_tool_without_name", 2)


def test_v2_takes_several_tool_results_in_a_row():
    check_messages(request_of("uattau"), "qianfan_v2")


@pytest.mark.parametrize("provider", ["qianfan_v1", "qianfan_v2", "openai_compatible"])
@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u3000"])
def test_a_blank_message_is_named(provider, blank):
    messages = (ChatMessage("user", "a"), ChatMessage("assistant", blank), ChatMessage("user", "b"))

    assert fault_of(ChatRequest(messages), provider) == ("message_blank", 1)


def test_two_system_prompts_are_one_too_many():
    request = request_of("su", system="Be brief.")

    assert fault_of(request, "qianfan_v1") == ("message_system_not_first", 0)


def test_the_sentence_counts_from_one():
    with pytest.raises(MessageOrderError) as caught:
        check_messages(request_of("uauu"), "qianfan_v1")

    assert caught.value.user_message.startswith("Message 4 must be from the assistant")


def test_an_openai_compatible_server_decides_for_itself():
    check_messages(request_of("uusa"), "openai_compatible")


def test_too_many_characters_for_the_model_are_counted_before_sending():
    request = ChatRequest(
        (ChatMessage("user", "字" * 4_700),), model="ERNIE-Bot-turbo", system="s" * 6_501
    )

    with pytest.raises(ContextLengthError) as caught:
        check_messages(request, "qianfan_v1")

    assert caught.value.message_parameters == {"actual": 11_201, "limit": 11_200}


def test_an_own_endpoint_has_no_known_limit():
    messages = (ChatMessage("user", "x" * 1_000_000),)

    check_messages(ChatRequest(messages, model="ERNIE-Bot-turbo", endpoint="mine"), "qianfan_v1")


def test_a_system_prompt_for_a_model_without_one_is_refused():
    with pytest.raises(UnsupportedFeatureError) as caught:
        check_messages(request_of("u", model="ChatGLM2-6B-32K", system="Be brief."), "qianfan_v1")

    assert caught.value.code == "system_prompt_unsupported"


@given(st.text("suat", max_size=9))
def test_v1_passes_exactly_what_the_platform_takes(roles):
    turns = roles.removeprefix("s")
    is_taken = len(turns) % 2 == 1 and all(
        role == "a" if position % 2 else role == "u" or (role == "t" and position > 0)
        for position, role in enumerate(turns)
    )

    if is_taken:
        check_messages(request_of(roles), "qianfan_v1")
    else:
        _, position = fault_of(request_of(roles), "qianfan_v1")
        assert 0 <= position < max(1, len(roles))
