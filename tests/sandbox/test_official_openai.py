"""The official `openai` package, unmodified, works with the sandbox's V2."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import openai
import pytest

from playground.sandbox.keys import V2_KEY
from tests.sandbox.wire import user


@pytest.fixture
def client(sandbox: str) -> Iterator[openai.OpenAI]:
    transport = httpx.Client(trust_env=False)
    with openai.OpenAI(
        base_url=f"{sandbox}/v2", api_key=V2_KEY, max_retries=0, http_client=transport
    ) as opened:
        yield opened


def test_it_gets_an_answer(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(
        model="ernie-4.0-turbo-8k",
        messages=[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}],
        temperature=0.5,
        max_tokens=500,
    )

    assert "“Hi”" in (answer.choices[0].message.content or "")
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


def test_it_streams(client: openai.OpenAI) -> None:
    with client.chat.completions.create(
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
        ) as client,
        await client.chat.completions.create(
            model="deepseek-r1", messages=user("Hi"), stream=True
        ) as stream,
    ):
        finish_reasons = [c.choices[0].finish_reason async for c in stream]

    assert finish_reasons[-1] == "stop"


def test_it_calls_a_tool(client: openai.OpenAI) -> None:
    tool = {"type": "function", "function": {"name": "get_time", "parameters": {}}}

    answer = client.chat.completions.create(
        model="my-a", messages=user("Call get_time"), tools=[tool]
    )

    calls = answer.choices[0].message.tool_calls or []
    assert [call.function.name for call in calls] == ["get_time"]
    assert answer.choices[0].finish_reason == "tool_calls"


def test_it_lists_models(client: openai.OpenAI) -> None:
    assert "deepseek-v3" in [model.id for model in client.models.list()]


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
    client: openai.OpenAI, model: str, error: type[Exception]
) -> None:
    def read() -> None:
        with client.chat.completions.create(
            model=model, messages=user("Hi"), stream=True
        ) as stream:
            for _ in stream:
                pass

    with pytest.raises(error):
        read()
