"""What a good answer looks like on the wire, in V1 and V2, streamed and whole."""

from __future__ import annotations

import json

import httpx
import pytest

from playground.sandbox.catalog import find_v2_model
from tests.sandbox.server import start_sandbox
from tests.sandbox.wire import ChatClient, frames, user, v1_text, v2_text


def test_v1_answers_in_one_object(v1: ChatClient) -> None:
    response = v1.ask("ernie-4.0-turbo-8k", "What is a gist?")

    body = response.json()
    assert body["object"] == "chat.completion"
    assert "What is a gist?" in body["result"]
    assert "not a model" in body["result"]
    assert (body["is_truncated"], body["need_clear_history"]) == (False, False)
    assert body["finish_reason"] == "normal"
    usage = body["usage"]
    assert usage["prompt_tokens"] == 4
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert "is_end" not in body


def test_v1_streams_exact_frames_without_an_end_mark(v1: ChatClient) -> None:
    response = v1.stream("ernie-4.0-turbo-8k", "What is a gist?")

    assert response.headers["content-type"].startswith("text/event-stream")
    assert b"[DONE]" not in response.content
    events = frames(response.content)
    assert [event["sentence_id"] for event in events] == list(range(len(events)))
    assert [event["is_end"] for event in events] == [False] * (len(events) - 1) + [True]
    assert len({(event["id"], event["created"]) for event in events}) == 1
    assert all("usage" in event for event in events)
    assert events[-1]["result"] == ""
    assert events[-1]["finish_reason"] == "normal"
    whole = v1.ask("ernie-4.0-turbo-8k", "What is a gist?").json()
    assert v1_text(response.content) == whole["result"]
    assert events[-1]["usage"] == whole["usage"]


@pytest.mark.parametrize("endpoint", ["eb-instant", "llama_2_7b"])
def test_older_models_do_not_say_why_they_ended(v1: ChatClient, endpoint: str) -> None:
    assert "finish_reason" not in v1.ask(endpoint).json()
    assert "finish_reason" not in frames(v1.stream(endpoint).content)[-1]


def test_v2_answers_in_one_object(v2: ChatClient) -> None:
    body = v2.ask("ernie-4.0-turbo-8k", "What is a gist?").json()

    choice = body["choices"][0]
    assert (body["object"], body["model"]) == ("chat.completion", "ernie-4.0-turbo-8k")
    assert "What is a gist?" in choice["message"]["content"]
    assert (choice["finish_reason"], choice["flag"]) == ("stop", 0)
    assert body["usage"]["prompt_tokens"] == 4


def test_v2_streams_chunks_and_an_end_mark(v2: ChatClient) -> None:
    response = v2.stream("ernie-4.0-turbo-8k", "What is a gist?")

    assert response.content.endswith(b"\n\ndata: [DONE]\n\n")
    events = frames(response.content)
    assert {event["object"] for event in events} == {"chat.completion.chunk"}
    assert events[0]["choices"][0]["delta"]["role"] == "assistant"
    assert events[-1]["choices"][0]["finish_reason"] == "stop"
    assert all("usage" not in event for event in events)
    whole = v2.ask("ernie-4.0-turbo-8k", "What is a gist?").json()
    assert v2_text(response.content) == whole["choices"][0]["message"]["content"]


def test_v2_sends_usage_only_when_asked(v2: ChatClient) -> None:
    response = v2.ask("ernie-4.0-8k", stream=True, stream_options={"include_usage": True})

    last = frames(response.content)[-1]
    assert last["choices"] == []
    assert last["usage"]["total_tokens"] > last["usage"]["completion_tokens"] > 10


def test_a_reasoning_model_thinks_first(v2: ChatClient) -> None:
    message = v2.ask("deepseek-r1").json()["choices"][0]["message"]
    deltas = [e["choices"][0]["delta"] for e in frames(v2.stream("deepseek-r1").content)]

    thoughts = "".join(delta.get("reasoning_content", "") for delta in deltas)
    assert thoughts == message["reasoning_content"] != ""
    assert "reasoning_content" in deltas[0]
    assert "content" not in deltas[0]


def test_the_reply_is_deterministic_and_knows_the_conversation(v2: ChatClient) -> None:
    assistant = {"role": "assistant", "content": "yes"}
    messages = [
        {"role": "system", "content": "Be brief."},
        *user("one"),
        assistant,
        *user("two"),
    ]

    text, again = (v2_text(v2.ask("my-a", messages=messages, stream=True).content) for _ in "ab")

    assert text == again
    assert "“two”" in text
    assert "turn 2" in text
    assert "9 characters" in text


def test_stop_words_and_the_output_limit_end_a_reply(v1: ChatClient, v2: ChatClient) -> None:
    stopped = v1.ask("completions", stop=["sandbox"]).json()
    cut = frames(v1.ask("completions", max_output_tokens=3, stream=True).content)
    cut_v2 = v2.ask("ernie-4.0-8k", max_completion_tokens=3).json()["choices"][0]

    assert stopped["result"] == "This is a scripted sample from the "
    assert stopped["finish_reason"] == "stop"
    assert len(cut) == 4
    assert (cut[-1]["is_truncated"], cut[-1]["finish_reason"]) == (True, "length")
    assert cut_v2["message"]["content"] == "This is a"
    assert cut_v2["finish_reason"] == "length"


def test_a_json_answer_can_be_asked_for(v1: ChatClient, v2: ChatClient) -> None:
    first = v1.ask("completions", response_format="json_object").json()["result"]
    second = v2.ask("my-a", response_format={"type": "json_object"}).json()["choices"][0]

    assert json.loads(first)["question"] == "Hello there"
    assert json.loads(second["message"]["content"])["question"] == "Hello there"


@pytest.mark.parametrize("name", ["Request_id", "X-Baidu-Request-Id"])
def test_the_request_id_comes_back(v1: ChatClient, name: str) -> None:
    request = v1.request("completions")
    request.headers[name] = "sdk-py-1-abc"

    assert v1.http.send(request).headers["X-Baidu-Request-Id"] == "sdk-py-1-abc"
    assert v1.ask("completions").headers["X-Baidu-Request-Id"]


def test_who_answered_is_in_a_header(v1: ChatClient) -> None:
    assert v1.stream("completions").headers["X-Sandbox-Backend"] == "scripted"


def test_rate_limits_are_announced_and_enforced() -> None:
    with (
        start_sandbox("scripted", "--requests-per-minute", "2") as url,
        httpx.Client(base_url=url, trust_env=False) as http,
    ):
        query = {"grant_type": "client_credentials", "client_id": "a", "client_secret": "b"}
        token = http.post("/oauth/2.0/token", params=query).json()["access_token"]
        client = ChatClient(http, access_token=token)
        first = client.ask("completions")
        # The minute may turn in between, once at most.
        others = [client.ask("completions") for _ in range(4)]

    assert first.headers["X-Ratelimit-Limit-Requests"] == "2"
    assert first.headers["X-Ratelimit-Remaining-Requests"] == "1"
    refused = [r for r in others if r.json().get("error_code") == 336501]
    assert refused
    assert refused[0].headers["X-Ratelimit-Remaining-Requests"] == "0"


def test_stats_count_without_texts(v2: ChatClient) -> None:
    before = v2.http.get("/sandbox/stats").json()
    v2.stream("ernie-4.0-8k")
    v2.ask("no-such-model")
    after = v2.http.get("/sandbox/stats").json()

    grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert grown == {
        "requests_started": 2,
        "requests_finished": 1,
        "requests_refused": 1,
        "prompts": 1,
    }


def test_a_client_that_leaves_ends_the_stream(v1: ChatClient) -> None:
    before = v1.http.get("/sandbox/stats").json()

    with v1.open("my-fault-deltas-1000--delta-50") as response:
        # Kept in a name: httpx closes the response with the iterator.
        pieces = response.iter_raw()
        next(pieces)
        during = v1.http.get("/sandbox/stats").json()
    after = _wait_for_stats(v1.http, before["cancelled_by_client"] + 1)

    assert during["open_streams"] == before["open_streams"] + 1
    assert after["open_streams"] == before["open_streams"]
    assert after["requests_finished"] == before["requests_finished"]


def test_a_client_that_leaves_after_the_end_did_not_cancel(v2: ChatClient) -> None:
    before = v2.http.get("/sandbox/stats").json()

    with v2.open("my-fault-deltas-3") as response:
        assert next(response.iter_raw()).endswith(b"data: [DONE]\n\n")
    after = v2.http.get("/sandbox/stats").json()

    assert after["cancelled_by_client"] == before["cancelled_by_client"]
    assert after["requests_finished"] == before["requests_finished"] + 1


def test_health_models_and_the_front_page_tell_what_this_is(v2: ChatClient) -> None:
    assert v2.http.get("/health").json() == {"status": "ok", "backend": "scripted"}
    assert "not Baidu's service" in v2.http.get("/").text
    headers = {"Authorization": f"Bearer {v2.bearer}"}
    models = v2.http.get("/v2/models", headers=headers).json()["data"]
    chat_models = [model["id"] for model in models if find_v2_model(model["id"])]
    assert len(chat_models) > 10
    for model in chat_models:
        assert v2.ask(model).status_code == 200


def _wait_for_stats(http: httpx.Client, cancelled: int) -> dict[str, int]:
    """Ask until the server has noticed; every question gives it a turn of its loop."""
    stats: dict[str, int] = {}
    for _ in range(2000):
        stats = http.get("/sandbox/stats").json()
        if stats["cancelled_by_client"] >= cancelled:
            break
    return stats
