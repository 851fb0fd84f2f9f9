"""What the documents show of chat."""

from __future__ import annotations

import json
from typing import Any

import pytest

import playground.sdk as qianfan
from playground.gateway.errors import (
    ContextLengthError,
    InvalidRequestError,
    MessageOrderError,
    RateLimitError,
    StreamInterruptedError,
)

pytestmark = pytest.mark.usefixtures("application_key")

HELLO = [{"role": "user", "content": "Hello"}]


def test_an_answer_is_read_in_all_ways():
    resp = qianfan.ChatCompletion(model="ERNIE-Speed-8K").do(messages=HELLO)

    assert "Hello" in resp["result"]
    assert resp["result"] == resp["body"]["result"] == resp.body["result"]
    assert resp.code == 200
    assert resp.headers["Content-Type"] == "application/json"
    times = resp.statistic
    assert 0 < times["request_latency"] == times["first_token_latency"] <= times["total_latency"]


def test_the_request_is_told_without_its_token():
    resp = qianfan.ChatCompletion().do(HELLO, temperature=0.5, top_p=0.9, retry_count=2)

    request = resp.request
    assert request.method == "POST"
    assert request.url.endswith("/chat/ernie-lite-8k")
    assert request.query == {"access_token": "***"}
    assert request.headers["Content-Type"] == "application/json"
    assert request.json_body == {
        "messages": HELLO,
        "stream": False,
        "temperature": 0.5,
        "top_p": 0.9,
    }
    assert request.retry_config["retry_count"] == 2


@pytest.mark.parametrize(
    ("client", "call", "path"),
    [
        ({}, {}, "ernie-lite-8k"),
        ({"model": "ERNIE-Bot-4"}, {}, "completions_pro"),
        ({"model": "ERNIE-Bot-4"}, {"model": "ERNIE-3.5-8K"}, "completions"),
        ({"model": "ERNIE-Bot-4", "endpoint": "my-model"}, {}, "my-model"),
        ({"endpoint": "my-model"}, {"model": "ERNIE-3.5-8K"}, "completions"),
        ({"endpoint": "my-model"}, {"model": "ERNIE-3.5-8K", "endpoint": "my-other"}, "my-other"),
    ],
)
def test_the_call_beats_the_client_and_the_endpoint_the_model(client, call, path: str):
    resp = qianfan.ChatCompletion(**client).do(HELLO, **call)

    assert resp.request.url.rpartition("/")[2] == path


def test_a_streamed_answer_comes_in_frames():
    whole = qianfan.ChatCompletion().do(HELLO)["result"]

    frames = list(qianfan.ChatCompletion().do(messages=HELLO, stream=True))

    assert "".join(frame["result"] for frame in frames) == whole
    assert [frame["is_end"] for frame in frames] == [False] * (len(frames) - 1) + [True]
    assert len({frame["statistic"]["first_token_latency"] for frame in frames}) == 1
    assert frames[0]["statistic"]["request_latency"] > 0


async def test_the_asynchronous_twins_answer_alike():
    chat_comp = qianfan.ChatCompletion()

    resp = await chat_comp.ado(messages=HELLO)
    frames = [frame async for frame in await chat_comp.ado(messages=HELLO, stream=True)]

    assert resp["body"]["result"] == chat_comp.do(HELLO)["result"]
    assert "".join(frame["result"] for frame in frames) == resp["result"]


def test_a_conversation_is_kept_in_messages():
    chat_comp = qianfan.ChatCompletion()
    msgs = qianfan.Messages()

    for text in ("One", "Two", "Three"):
        msgs.append(text)
        resp = chat_comp.do(messages=msgs)
        msgs.append(resp)

    assert "turn 3" in resp["result"]
    assert [turn["role"] for turn in msgs] == ["user", "assistant"] * 3
    # What was sent then, not what the list holds now.
    assert len(resp.request.json_body["messages"]) == 5


def test_an_answer_that_is_cut_off_is_asked_on():
    chat_comp = qianfan.ChatCompletion(endpoint="my-fault-truncated")

    cut = chat_comp.do(HELLO)
    whole = chat_comp.do(HELLO, auto_concat_truncate=True)
    streamed = "".join(
        frame["result"] for frame in chat_comp.do(HELLO, auto_concat_truncate=True, stream=True)
    )
    in_english = chat_comp.do(
        HELLO, auto_concat_truncate=True, truncated_continue_prompt="continue"
    )

    assert cut["is_truncated"] is True
    assert whole["result"] == streamed
    assert whole["result"].startswith(cut["result"])
    assert len(whole["result"]) > len(cut["result"])
    assert in_english.request.json_body["messages"][-1]["content"] == "continue"


def test_messages_that_are_too_many_are_forgotten_from_the_oldest_on():
    messages = [
        {"role": "user", "content": "你好" * 10_000},
        {"role": "assistant", "content": "你好"},
        {"role": "user", "content": "Hello again"},
    ]
    chat_comp = qianfan.ChatCompletion(model="ERNIE-Bot")

    resp = chat_comp.do(messages, truncate_overlong_msgs=True)

    assert resp.request.json_body["messages"] == messages[-1:]
    with pytest.raises(ContextLengthError):
        chat_comp.do(messages)


def test_forgetting_keeps_messages_as_they_are():
    call = {"name": "f", "arguments": "{}", "thoughts": "Let me see."}
    kept = [
        {"role": "user", "content": "Call f"},
        {"role": "assistant", "content": "", "function_call": call},
        {"role": "function", "name": "f", "content": "{}"},
    ]
    old = [{"role": "user", "content": "x" * 20_000}, {"role": "assistant", "content": "y"}]

    resp = qianfan.ChatCompletion(model="ERNIE-Bot").do([*old, *kept], truncate_overlong_msgs=True)

    assert resp.request.json_body["messages"] == kept


def test_functions_are_called_until_the_answer_is_there():
    functions: list[dict[str, Any]] = [
        {
            "name": "get_file_num",
            "description": "Counts the code files of a language in the database",
            "parameters": {
                "type": "object",
                "properties": {"language": {"type": "string"}},
                "required": ["language"],
            },
        }
    ]
    chat_comp = qianfan.ChatCompletion(model="ERNIE-3.5-8K")
    msgs = qianfan.QfMessages()
    msgs.append("How many code files in go does get_file_num find?", role="user")

    resp = chat_comp.do(messages=msgs, functions=functions)
    call = resp["function_call"]
    msgs.append(resp, role="assistant")
    msgs.append(json.dumps({"return": 5}), role="function")
    resp = chat_comp.do(messages=msgs, functions=functions)

    assert call["name"] == "get_file_num"
    assert "language" in json.loads(call["arguments"])
    assert resp.get("function_call") is None
    assert resp["body"]["result"]
    assert resp.request.json_body["messages"][1]["function_call"] == call


def test_the_request_id_is_the_callers():
    resp = qianfan.ChatCompletion().do(HELLO, request_id="sdk_req_01")

    assert resp.headers["X-Baidu-Request-Id"] == "sdk_req_01"


def test_a_failure_that_passes_is_tried_again():
    resp = qianfan.ChatCompletion().do(HELLO, endpoint="my-fault-flaky-2", retry_count=3)

    assert "Hello" in resp["result"]


@pytest.mark.parametrize("stream", [False, True])
def test_an_error_of_the_platform_is_raised_by_the_call(stream: bool):
    chat_comp = qianfan.ChatCompletion(endpoint="my-fault-qps")

    with pytest.raises(qianfan.errors.APIError) as caught:
        chat_comp.do(HELLO, retry_count=1, stream=stream)

    assert isinstance(caught.value, RateLimitError)
    assert caught.value.provider_code == "18"
    assert "qps" in caught.value.provider_message
    assert caught.value.request_id.startswith("as-")


def test_a_stream_that_breaks_says_so_after_what_came():
    stream = qianfan.ChatCompletion(endpoint="my-fault-cut-3").do(HELLO, stream=True)

    frames = []
    with pytest.raises(StreamInterruptedError):
        frames.extend(stream)
    with pytest.raises(StopIteration):
        next(stream)


def test_a_stream_can_be_given_up():
    with qianfan.ChatCompletion(endpoint="my-fault-deltas-500").do(HELLO, stream=True) as stream:
        first = next(stream)

    assert first["result"] == "w0 "
    assert list(stream) == []


async def test_an_asynchronous_stream_can_be_given_up():
    chat_comp = qianfan.ChatCompletion(endpoint="my-fault-deltas-500")

    async with await chat_comp.ado(HELLO, stream=True) as stream:
        first = await anext(stream)

    assert first["result"] == "w0 "
    assert [frame async for frame in stream] == []


@pytest.mark.parametrize(
    ("messages", "error"),
    [
        ([], MessageOrderError),
        (HELLO * 2, MessageOrderError),
        ("Hello", qianfan.InvalidArgumentError),
        (None, qianfan.InvalidArgumentError),
        (["Hello"], qianfan.InvalidArgumentError),
        ([{"role": "robot", "content": "Hello"}], qianfan.InvalidArgumentError),
    ],
)
def test_messages_that_cannot_be_sent_are_refused(messages: Any, error: type[Exception]):
    with pytest.raises(error):
        qianfan.ChatCompletion().do(messages)


def test_a_model_that_nobody_knows_is_refused():
    with pytest.raises(InvalidRequestError):
        qianfan.ChatCompletion(model="ERNIE-Nonsense").do(HELLO)


@pytest.mark.parametrize(
    "arguments", [{"retry_count": 0}, {"request_timeout": 0}, {"request_timeout": -1}]
)
def test_numbers_that_make_no_sense_are_refused(arguments):
    with pytest.raises(qianfan.InvalidArgumentError):
        qianfan.ChatCompletion().do(HELLO, **arguments)


def test_what_costs_nothing_here_may_be_asked_for():
    chat_comp = qianfan.ChatCompletion(sync_reading_thread_count=500)

    assert chat_comp.do(HELLO, show_total_latency=True).request.json_body.keys() == {
        "messages",
        "stream",
    }


def test_arguments_that_a_client_does_not_know_are_named():
    with pytest.raises(qianfan.InvalidArgumentError, match="nonsense"):
        qianfan.ChatCompletion(nonsense=True)
    with pytest.raises(qianfan.InvalidArgumentError, match="version"):
        qianfan.ChatCompletion(version="3")


def test_a_batch_takes_lists_of_messages_or_bodies():
    chat_comp = qianfan.ChatCompletion()
    bodies = [
        {"messages": HELLO, "system": "You are a doctor."},
        {"messages": HELLO, "system": "You are a teacher, and patient."},
    ]

    listed = chat_comp.batch_do([HELLO, [], HELLO], worker_num=2).results()
    with_bodies = chat_comp.batch_do(body_list=bodies).results()

    assert "Hello" in listed[0]["result"]
    assert isinstance(listed[1], MessageOrderError)
    assert listed[2]["result"] == listed[0]["result"]
    assert [resp.request.json_body["system"] for resp in with_bodies] == [
        body["system"] for body in bodies
    ]


async def test_an_asynchronous_batch_is_a_list():
    results = await qianfan.ChatCompletion().abatch_do([HELLO, []], worker_num=2)

    assert "Hello" in results[0]["result"]
    assert isinstance(results[1], MessageOrderError)


@pytest.mark.parametrize("arguments", [{}, {"messages_list": [HELLO], "stream": True}])
def test_a_batch_needs_items_and_answers_whole(arguments):
    with pytest.raises(qianfan.InvalidArgumentError):
        qianfan.ChatCompletion().batch_do(**arguments)


def test_models_are_listed_and_known():
    assert "ERNIE-4.0-8K" in qianfan.ChatCompletion.models()
    assert qianfan.ChatCompletion().models() == qianfan.ChatCompletion.models()
    assert qianfan.ChatCompletion.get_model_info("ERNIE-Bot").max_input_chars == 20_000
    assert qianfan.ChatCompletion.get_model_info("ERNIE-Speed").max_input_tokens == 7168
    with pytest.raises(qianfan.InvalidArgumentError, match="nonsense"):
        qianfan.ChatCompletion.get_model_info("nonsense")
