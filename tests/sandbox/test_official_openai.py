"""The official `openai` package, unmodified, works with the sandbox's V2."""

from __future__ import annotations

import json
from typing import Any

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletionToolParam
from openai.types.shared_params import FunctionDefinition

from playground.sandbox.keys import V2_KEY
from tests.sandbox.wire import user


def test_it_gets_an_answer(official: openai.OpenAI) -> None:
    answer = official.chat.completions.create(
        model="ernie-4.0-turbo-8k",
        messages=[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}],
        temperature=0.5,
        max_tokens=500,
    )

    assert "“Hi”" in (answer.choices[0].message.content or "")
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


def test_it_streams(official: openai.OpenAI) -> None:
    with official.chat.completions.create(
        model="my-fault-deltas-40",
        messages=user("Hi"),
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        chunks = list(stream)

    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == "".join(f"w{number} " for number in range(40))
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == 40


async def test_it_streams_asynchronously(sandbox: str) -> None:
    async with (
        httpx.AsyncClient(trust_env=False) as transport,
        openai.AsyncOpenAI(
            base_url=f"{sandbox}/v2", api_key=V2_KEY, max_retries=0, http_client=transport
        ) as asynchronous,
        await asynchronous.chat.completions.create(
            model="deepseek-r1", messages=user("Hi"), stream=True
        ) as stream,
    ):
        finish_reasons = [c.choices[0].finish_reason async for c in stream]

    assert finish_reasons[-1] == "stop"


def tool(name: str, **properties: Any) -> ChatCompletionToolParam:
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    function: FunctionDefinition = {"name": name, "parameters": parameters}
    return {"type": "function", "function": function}


TOOLS = [
    tool("get_weather", location={"type": "string"}),
    tool("convert_money", amount={"type": "number"}, currency={"enum": ["EUR", "USD"]}),
]
ASKED = user("What is the weather in Paris, and how much money is 12.5 in USD?")


def test_it_calls_tools_over_two_rounds(official: openai.OpenAI) -> None:
    first = official.chat.completions.create(model="my-a", messages=ASKED, tools=TOOLS)
    message = first.choices[0].message
    calls = [call for call in message.tool_calls or [] if call.type == "function"]
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": f"result of {call.function.name}"}
        for call in calls
    ]
    second = official.chat.completions.create(
        model="my-a", messages=[*ASKED, message.model_dump(), *results], tools=TOOLS
    )

    assert first.choices[0].finish_reason == "tool_calls"
    assert [(call.function.name, json.loads(call.function.arguments)) for call in calls] == [
        ("get_weather", {"location": "Paris"}),
        ("convert_money", {"amount": 12.5, "currency": "USD"}),
    ]
    assert second.choices[0].finish_reason == "stop"
    assert "convert_money → result of convert_money" in (second.choices[0].message.content or "")


def test_it_joins_the_pieces_of_streamed_calls(official: openai.OpenAI) -> None:
    with official.chat.completions.stream(model="my-a", messages=ASKED, tools=TOOLS) as stream:
        events = [event.type for event in stream]
        message = stream.get_final_completion().choices[0].message

    calls = [call.function for call in message.tool_calls or [] if call.type == "function"]
    assert events.count("tool_calls.function.arguments.delta") > 4
    assert [call.name for call in calls] == ["get_weather", "convert_money"]
    assert json.loads(calls[1].arguments) == {"amount": 12.5, "currency": "USD"}


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({}, ["get_weather", "convert_money"]),
        ({"parallel_tool_calls": False}, ["get_weather"]),
        ({"tool_choice": "none"}, []),
        ({"tool_choice": "required"}, ["get_weather", "convert_money"]),
        (
            {"tool_choice": {"type": "function", "function": {"name": "convert_money"}}},
            ["convert_money"],
        ),
    ],
)
def test_it_chooses_tools(official: openai.OpenAI, options: Any, names: list[str]) -> None:
    answer = official.chat.completions.create(model="my-a", messages=ASKED, tools=TOOLS, **options)

    calls = answer.choices[0].message.tool_calls or []
    assert [call.function.name for call in calls if call.type == "function"] == names


def test_it_sends_pictures(official: openai.OpenAI) -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}

    answer = official.chat.completions.create(
        model="my-a",
        messages=[{"role": "user", "content": [{"type": "text", "text": "Look"}, picture]}],
    )

    assert "“Look [image]”" in (answer.choices[0].message.content or "")


def test_it_lists_models(official: openai.OpenAI) -> None:
    assert "deepseek-v3" in [model.id for model in official.models.list()]


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("my-fault-rate-limit", openai.RateLimitError),
        ("my-fault-server-error", openai.InternalServerError),
        ("my-fault-expired-token", openai.AuthenticationError),
        ("no-such-model", openai.AuthenticationError),
        ("my-fault-error-frame", openai.APIError),
        ("my-fault-cut", openai.APIConnectionError),
    ],
)
def test_it_meets_every_kind_of_error(
    official: openai.OpenAI, model: str, error: type[Exception]
) -> None:
    def read() -> None:
        with official.chat.completions.create(
            model=model, messages=user("Hi"), stream=True
        ) as stream:
            for _ in stream:
                pass

    with pytest.raises(error):
        read()
