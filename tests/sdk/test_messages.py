from __future__ import annotations

import pytest

from playground.sdk.errors import InvalidArgumentError
from playground.sdk.messages import Messages, Role
from playground.sdk.responses import Response


def response(**body: object) -> Response:
    return Response(body, 200, {}, {})


def test_texts_and_responses_are_appended_in_turn():
    messages = Messages()

    messages.append("Hello")
    messages.append(response(result="Hi!"))
    messages.append("Again", role=Role.User)

    assert list(messages) == [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hi!"},
        {"role": "user", "content": "Again"},
    ]


def test_a_response_of_v2_is_appended_with_its_tool_calls():
    messages = Messages()
    calls = [{"id": "call-1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]
    message = {"role": "assistant", "content": "", "tool_calls": calls}

    messages.append("Hello")
    messages.append(response(choices=[{"message": message}]))

    assert messages[1] == message


@pytest.mark.parametrize("again", ["Are you there?", response(result="Hi!")])
def test_a_second_turn_in_a_row_is_refused(again: str | Response):
    messages = Messages()
    messages.append("Hello")
    if isinstance(again, Response):
        messages.append(again)

    with pytest.raises(InvalidArgumentError, match="in a row"):
        messages.append(again)


def test_the_result_of_a_function_carries_its_name():
    messages = Messages()
    call = {"name": "count_files", "arguments": "{}", "thoughts": "I should count."}

    messages.append("How many?", role="user")
    messages.append(response(result="", function_call=call), role="assistant")
    messages.append('{"return": 5}', role="function")

    assert messages[1:] == [
        {"role": "assistant", "content": "", "function_call": call},
        {"role": "function", "name": "count_files", "content": '{"return": 5}'},
    ]


def test_a_result_without_a_call_is_refused():
    messages = Messages()
    messages.append("How many?")

    with pytest.raises(InvalidArgumentError, match="follows the turn that calls it"):
        messages.append("5", role="function")


def test_what_is_neither_text_nor_response_is_refused():
    with pytest.raises(InvalidArgumentError, match="a text or a response"):
        Messages().append(5)  # type: ignore[arg-type]
