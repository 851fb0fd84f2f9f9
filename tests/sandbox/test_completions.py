"""Completion: a prompt in, `is_safe` out, and the chat models elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.wire import ChatClient, frames, v1_text

PATH = "completions/sqlcoder_7b"


@pytest.mark.parametrize("endpoint", ["sqlcoder_7b", "codellama_7b_instruct", "my-code-writer"])
def test_a_prompt_is_completed(v1: ChatClient, endpoint: str) -> None:
    body = v1.call(f"completions/{endpoint}", prompt="SELECT name").json()

    assert (body["object"], body["is_safe"]) == ("completion", 1)
    assert "“SELECT name”" in body["result"]
    assert "not a model" in body["result"]
    assert {"need_clear_history", "is_truncated", "is_end"} & set(body) == set()
    assert body["usage"]["prompt_tokens"] == 2
    assert ("finish_reason" in body) == endpoint.startswith("my-")


def test_a_completion_is_streamed(v1: ChatClient) -> None:
    response = v1.call(PATH, prompt="SELECT name", stream=True)

    assert response.headers["content-type"].startswith("text/event-stream")
    events = frames(response.content)
    assert {event["object"] for event in events} == {"completion"}
    assert all(event["is_safe"] == 1 and "usage" in event for event in events)
    assert all("need_clear_history" not in event for event in events)
    assert [event["sentence_id"] for event in events] == list(range(len(events)))
    assert events[-1]["is_end"] is True
    assert v1_text(response.content) == v1.call(PATH, prompt="SELECT name").json()["result"]


def test_the_language_is_that_of_the_prompt(v1: ChatClient) -> None:
    assert "不是模型生成的" in v1.call(PATH, prompt="写一个查询语句").json()["result"]


def test_parameters_show(v1: ChatClient) -> None:
    stopped = v1.call(PATH, prompt="SELECT", stop=["sandbox"]).json()

    assert stopped["result"] == "This is a scripted sample from the "


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 336003),
        ({"prompt": ""}, 336003),
        ({"prompt": " \n"}, 336003),
        ({"prompt": ["a"]}, 336003),
        ({"prompt": "a", "temperature": 0}, 336003),
        ({"prompt": "a" * 516_097}, 336007),
    ],
)
def test_what_does_not_fit_is_refused(v1: ChatClient, body: dict[str, Any], code: int) -> None:
    response = v1.call(PATH, **body)

    assert (response.status_code, response.json()["error_code"]) == (200, code)
    assert response.json()["id"].startswith("as-")


def test_chat_endpoints_of_that_name_stay_what_they_are(v1: ChatClient) -> None:
    assert v1.ask("completions").json()["object"] == "chat.completion"
    assert v1.ask("completions_pro").json()["object"] == "chat.completion"
    assert v1.call("completions/completions_pro", prompt="a").json()["error_code"] == 3
    assert v1.call("completions/eb-instant", prompt="a").json()["error_code"] == 3


def test_faults_strike_completion(v1: ChatClient) -> None:
    unsafe = v1.call("completions/my-fault-need-clear-history", prompt="a").json()
    cut = v1.call("completions/my-fault-truncated", prompt="a").json()
    words = v1.call("completions/my-fault-deltas-3", prompt="a", stream=True)
    refused = v1.call(PATH, prompt="a", stream=True, fault="qps")

    assert unsafe["is_safe"] == 0
    assert cut["is_truncated"] is True
    assert v1_text(words.content) == "w0 w1 w2 "
    assert refused.json()["error_code"] == 18
