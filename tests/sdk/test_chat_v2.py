"""What the documents show of chat on the second version of the interface."""

from __future__ import annotations

import pytest

import playground.sdk as qianfan

pytestmark = pytest.mark.usefixtures("application_key", "bearer_key")

HELLO = [{"role": "user", "content": "Hello"}]


async def test_answers_have_their_own_form():
    chat = qianfan.ChatCompletion(version="2", model="ernie-speed-8k")

    resp = chat.do(messages=HELLO, model="ernie-3.5-8k", preemptable=True, top_p=0.5)
    frames = list(chat.do(messages=HELLO, stream=True))
    later = await chat.ado(messages=HELLO)
    later_frames = [frame async for frame in await chat.ado(messages=HELLO, stream=True)]

    text = resp["choices"][0]["message"]["content"]
    assert "Hello" in text
    assert resp["model"] == "ernie-3.5-8k"
    assert later["choices"][0]["message"]["content"] == text
    for streamed in (frames, later_frames):
        deltas = [choice["delta"] for frame in streamed for choice in frame["choices"]]
        assert "".join(delta.get("content", "") for delta in deltas) == text


def test_a_system_prompt_and_messages_that_the_gateway_has_no_words_for_go_out():
    parts = [{"type": "text", "text": "Hello"}]
    messages = [{"role": "user", "content": parts}]

    resp = qianfan.ChatCompletion(version=2).do(messages, system="Be brief.")

    assert resp.request.json_body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": parts},
    ]


def test_answers_go_back_into_messages():
    chat = qianfan.ChatCompletion(version="2")
    msgs = qianfan.Messages()

    for text in ("One", "Two"):
        msgs.append(text)
        resp = chat.do(messages=msgs)
        msgs.append(resp)

    assert "turn 2" in msgs[-1]["content"]


def test_an_answer_that_is_cut_off_is_asked_on():
    chat = qianfan.ChatCompletion(version="2", endpoint="my-fault-truncated")

    cut = chat.do(HELLO)["choices"][0]["message"]["content"]
    whole = chat.do(HELLO, auto_concat_truncate=True)["choices"][0]["message"]["content"]

    assert whole.startswith(cut)
    assert len(whole) > len(cut)
