"""What the documents show of the client in the manner of the `openai` package."""

from __future__ import annotations

import pytest

import playground.sdk as qianfan
from playground.sandbox.keys import IAM_ACCESS_KEY, IAM_SECRET_KEY, V2_KEY

pytestmark = pytest.mark.usefixtures("environment")

HELLO = [{"role": "user", "content": "Hello"}]


@pytest.mark.parametrize(
    "keys",
    [{"access_key": IAM_ACCESS_KEY, "secret_key": IAM_SECRET_KEY}, {"api_key": V2_KEY}],
    ids=["iam", "api key"],
)
def test_answers_are_read_by_attributes(keys: dict[str, str]):
    client = qianfan.Qianfan(**keys, app_id="app-1")

    comp = client.chat.completions.create(model="ernie-4.0-turbo-8k", messages=HELLO)

    assert "Hello" in comp.choices[0].message.content
    assert comp.choices[0]["message"]["content"] == comp.choices[0].message.content
    assert comp.usage.total_tokens > 0
    assert comp.choices[0].message.tool_calls is None


def test_chunks_are_read_by_attributes():
    client = qianfan.Qianfan(api_key=V2_KEY)
    whole = client.chat.completions.create(model="ernie-4.0-turbo-8k", messages=HELLO)

    stream = client.chat.completions.create(model="ernie-4.0-turbo-8k", messages=HELLO, stream=True)

    text = "".join(choice.delta.content or "" for chunk in stream for choice in chunk.choices)
    assert text == whole.choices[0].message.content
