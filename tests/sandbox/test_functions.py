"""Calling functions: which are called, with what, and the round after their results."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.wire import ChatClient, frames, user, v1_text, v2_text

WEATHER = {
    "name": "get_weather",
    "description": "查询某地的天气",
    "parameters": {
        "type": "object",
        "properties": {
            "location": {"type": "string"},
            "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
        },
        "required": ["location"],
    },
}
STOCK = {"name": "stockPrice", "description": "", "parameters": {}}
QUESTION = "What is the weather in Beijing, in celsius?"
FORCED = {"type": "function", "function": {"name": "stockPrice"}}


def tools(*functions: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "function", "function": function} for function in functions]


def called(v2: ChatClient, text: str, **body: Any) -> list[str]:
    """Return the names of the functions that V2 calls."""
    body = {"tools": tools(WEATHER, STOCK), **body}
    message = v2.ask("my-a", text, **body).json()["choices"][0]["message"]
    return [call["function"]["name"] for call in message.get("tool_calls", [])]


def test_v1_calls_a_function_and_then_quotes_its_result(v1: ChatClient) -> None:
    first = v1.ask("completions", QUESTION, functions=[WEATHER]).json()
    call = first["function_call"]
    messages = [
        *user(QUESTION),
        {"role": "assistant", "content": "", "function_call": call},
        {"role": "function", "name": call["name"], "content": '{"temperature": 21}'},
    ]
    second = v1.ask("completions", messages=messages, functions=[WEATHER])
    streamed = v1.ask("completions", messages=messages, functions=[WEATHER], stream=True)

    assert (first["result"], first["finish_reason"]) == ("", "function_call")
    assert json.loads(call["arguments"]) == {"location": "Beijing", "unit": "celsius"}
    assert "scripted" in call["thoughts"]
    assert first["usage"]["completion_tokens"] > 0
    assert 'get_weather → {"temperature": 21}' in second.json()["result"]
    assert "function_call" not in second.json()
    assert v1_text(streamed.content) == second.json()["result"]


def test_v1_streams_the_call_whole_in_its_last_frame(v1: ChatClient) -> None:
    events = frames(v1.ask("completions", QUESTION, functions=[WEATHER], stream=True).content)

    assert len(events) == 1
    assert (events[0]["is_end"], events[0]["result"]) == (True, "")
    assert events[0]["function_call"]["name"] == "get_weather"


def test_v2_calls_tools_and_then_quotes_their_results(v2: ChatClient) -> None:
    text = f"{QUESTION} And the stock?"
    first = v2.ask("my-a", text, tools=tools(WEATHER, STOCK)).json()["choices"][0]
    calls = first["message"]["tool_calls"]
    results = [
        {"role": "tool", "tool_call_id": call["id"], "content": f"result {index}"}
        for index, call in enumerate(calls)
    ]
    messages = [*user(text), first["message"], *results]
    second = v2.ask("my-a", messages=messages, tools=tools(WEATHER, STOCK)).json()["choices"][0]

    assert first["finish_reason"] == "tool_calls"
    assert [call["function"]["name"] for call in calls] == ["get_weather", "stockPrice"]
    assert len({call["id"] for call in calls}) == 2
    assert second["finish_reason"] == "stop"
    quoted = "get_weather → result 0; stockPrice → result 1"
    assert quoted in second["message"]["content"]


def test_v2_streams_calls_in_pieces(v2: ChatClient) -> None:
    text = f"{QUESTION} And the stock?"

    events = frames(v2.ask("my-a", text, tools=tools(WEATHER, STOCK), stream=True).content)

    deltas = [event["choices"][0]["delta"] for event in events]
    parts = [part for delta in deltas for part in delta.get("tool_calls", [])]
    first = [part for part in parts if part["index"] == 0]
    assert deltas[0]["role"] == "assistant"
    assert first[0]["function"] == {"name": "get_weather", "arguments": ""}
    assert first[0]["type"] == "function"
    assert len(first) > 3
    assert all("id" not in part and "name" not in part["function"] for part in first[1:])
    arguments = "".join(part["function"]["arguments"] for part in first)
    assert json.loads(arguments) == {"location": "Beijing", "unit": "celsius"}
    assert [part["index"] for part in parts] == sorted(part["index"] for part in parts)
    assert events[-1]["choices"][0]["finish_reason"] == "tool_calls"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Please get_weather now", ["get_weather"]),
        ("stockprice and the weather", ["stockPrice"]),
        ("How is the weather?", ["get_weather"]),
        ("北京今天天气怎么样", ["get_weather"]),
        ("the price of a stock", ["stockPrice"]),
        ("Please get me something current", []),
        ("你好", []),
    ],
)
def test_words_in_common_call_a_function(v2: ChatClient, text: str, names: list[str]) -> None:
    assert called(v2, text) == names


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        ("auto", ["get_weather"]),
        ("none", []),
        ("required", ["get_weather"]),
        (FORCED, ["stockPrice"]),
    ],
)
def test_the_client_may_choose(v2: ChatClient, choice: Any, names: list[str]) -> None:
    assert called(v2, QUESTION, tool_choice=choice) == names


def test_what_is_required_is_called_without_a_reason(v1: ChatClient, v2: ChatClient) -> None:
    first = v1.ask("completions", "Hi", functions=[WEATHER, STOCK], tool_choice=FORCED).json()

    assert first["function_call"]["name"] == "stockPrice"
    assert called(v2, "Hi", tool_choice="required") == ["get_weather"]
    assert called(v2, "Hi", tool_choice="auto") == []


def test_calls_in_parallel_can_be_refused(v2: ChatClient) -> None:
    text = "weather and stock"

    assert called(v2, text) == ["get_weather", "stockPrice"]
    assert called(v2, text, parallel_tool_calls=False) == ["get_weather"]


@pytest.mark.parametrize("choice", ["sometimes", 7, {"function": {"name": "nobody"}}, {}])
def test_a_choice_of_nothing_is_refused(v1: ChatClient, v2: ChatClient, choice: Any) -> None:
    first = v1.ask("completions", QUESTION, functions=[WEATHER], tool_choice=choice).json()
    second = v2.ask("my-a", QUESTION, tools=tools(WEATHER), tool_choice=choice)

    assert first["error_code"] == 336003
    assert (second.status_code, second.json()["error"]["code"]) == (400, "invalid_argument")


def test_v2_without_tools_cannot_be_required_to_call_one(v2: ChatClient) -> None:
    assert v2.ask("my-a", tool_choice="required").status_code == 400
    assert v2_text(v2.ask("my-a", tool_choice="auto", stream=True).content)


def test_faults_strike_calls_too(v2: ChatClient) -> None:
    body = {"tools": tools(WEATHER), "stream": True}

    error = frames(v2.ask("my-a", QUESTION, fault="error-frame=0", **body).content)
    whole = v2.ask("my-a", QUESTION, fault="json, no-usage", **body).json()

    assert error[-1]["error"]["code"] == "internal_error"
    assert "usage" not in whole
    assert whole["choices"][0]["message"]["tool_calls"]
