"""What V1 refuses in a body, in its own words and with HTTP 200."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.sandbox.catalog import ChatModel
from playground.sandbox.errors import ApiError
from playground.sandbox.v1_requests import read_v1_prompt
from playground.sandbox.v2_requests import read_v2_prompt
from tests.sandbox.wire import ChatClient, user

ASSISTANT = {"role": "assistant", "content": "yes"}
CALL = {"role": "assistant", "content": "", "function_call": {"name": "f", "arguments": "{}"}}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
ROLES = st.sampled_from(["user", "assistant", "function", "tool", "system"])
KEYS = ("content", "name", "function_call", "tool_calls", "tool_call_id")
MESSAGE = st.fixed_dictionaries({"role": ROLES | JSON}, optional=dict.fromkeys(KEYS, JSON))
OPTIONAL = ("system", "stop", "temperature", "functions", "tools", "tool_choice", "max_tokens")
BODY = st.fixed_dictionaries(
    {"messages": st.lists(MESSAGE, max_size=4) | JSON}, optional=dict.fromkeys(OPTIONAL, JSON)
)
MODEL = ChatModel(20000, 5120)
TEXTS = st.lists(st.text(min_size=1, max_size=9).filter(str.strip), min_size=1, max_size=9)


@given(body=BODY)
def test_no_body_brings_the_reader_down(body: dict[str, Any]) -> None:
    for read in (read_v1_prompt, read_v2_prompt):
        try:
            prompt = read(body, MODEL)
        except ApiError:
            continue
        assert prompt.question.strip() or prompt.turns[-1].role in ("user", "tool", "function")


@given(texts=TEXTS)
def test_turns_that_alternate_always_pass(texts: list[str]) -> None:
    # An even number would end with the assistant.
    texts = texts[: len(texts) - 1 + len(texts) % 2]
    roles = ["user", "assistant"] * len(texts)
    messages = [{"role": role, "content": text} for role, text in zip(roles, texts, strict=False)]
    system = {"role": "system", "content": "Be brief."}

    first = read_v1_prompt({"messages": messages}, MODEL)
    second = read_v2_prompt({"messages": [system, *messages]}, MODEL)

    assert [turn.text for turn in first.turns] == texts
    assert first.turns == second.turns


@given(rounds=st.lists(st.integers(1, 3), min_size=1, max_size=3))
def test_rounds_of_tools_always_pass(rounds: list[int]) -> None:
    messages = user("a")
    for number, calls in enumerate(rounds):
        ids = [f"{number}-{call}" for call in range(calls)]
        function = {"name": "f", "arguments": "{}"}
        messages.append(
            {"role": "assistant", "tool_calls": [{"id": id_, "function": function} for id_ in ids]}
        )
        messages += [{"role": "tool", "tool_call_id": id_, "content": "1"} for id_ in ids]

    prompt = read_v2_prompt({"messages": messages}, MODEL)

    assert [turn.name for turn in prompt.results] == ["f"] * rounds[-1]


@pytest.mark.parametrize(
    ("messages", "code", "words"),
    [
        ([], 336003, "messages"),
        (None, 336003, "messages"),
        ("text", 336003, "messages"),
        (["text"], 336003, "messages"),
        ([*user("a"), ASSISTANT], 336006, "the length of messages must be an odd number"),
        ([*user("a"), *user("b"), *user("c")], 336006, "odd index in the messages must be assist"),
        ([ASSISTANT, ASSISTANT, *user("c")], 336006, "even index in the messages must be user"),
        ([{"role": "system", "content": "s"}], 336006, "even index in the messages must be user"),
        (user(" \n"), 336003, "message content can not be empty"),
        ([*user(""), ASSISTANT, *user("b")], 336003, "message content can not be empty"),
        ([{"role": "user"}], 336003, "message content can not be empty"),
        ([{"role": "user", "content": 7}], 336003, "message content can not be empty"),
    ],
)
def test_messages_out_of_order_are_refused(
    v1: ChatClient, messages: Any, code: int, words: str
) -> None:
    response = v1.ask("completions", messages=messages, stream=True)

    body = response.json()
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert body["error_code"] == code
    assert words in body["error_msg"]
    assert body["id"].startswith("as-")


def test_a_function_call_and_its_result_are_accepted(v1: ChatClient) -> None:
    result = {"role": "function", "name": "f", "content": "{}"}

    assert "result" in v1.ask("completions", messages=[*user("a"), CALL, result]).json()
    for messages in (
        [*user("a"), CALL, {**result, "name": ""}],
        [*user("a"), {**CALL, "function_call": {"name": ""}}, result],
        [*user("a"), ASSISTANT, result],
        [result],
    ):
        assert v1.ask("completions", messages=messages).json()["error_code"] == 336003


def test_the_character_limit_of_the_model_counts_system_too(v1: ChatClient) -> None:
    fits = v1.ask("ernie-3.5-8k-0329", "x" * 7990, system="y" * 10).json()
    passed = v1.ask("ernie-3.5-8k-0329", "x" * 7990, system="y" * 11).json()

    assert "result" in fits
    assert passed["error_code"] == 336007
    assert passed["error_msg"] == "the max input characters is 8000"


def test_the_token_limit_of_the_model_holds(v1: ChatClient) -> None:
    answer = v1.ask("ernie-3.5-8k-0329", "a " * 2049).json()

    assert answer["error_code"] == 336103


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("temperature", 0),
        ("temperature", 1.01),
        ("temperature", "warm"),
        ("temperature", True),
        ("top_p", -0.1),
        ("penalty_score", 2.5),
        ("max_output_tokens", 1),
        ("max_output_tokens", 10.5),
        ("stop", ["a"] * 5),
        ("stop", ["a" * 21]),
        ("stop", 3),
        ("system", 3),
    ],
)
def test_parameters_out_of_range_are_refused(v1: ChatClient, name: str, value: Any) -> None:
    answer = v1.ask("completions", **{name: value}).json()

    assert answer["error_code"] == 336003
    assert name in answer["error_msg"]


def test_unknown_keys_and_missing_values_are_ignored(v1: ChatClient) -> None:
    extras = {"extra_parameters": {"request_source": "x"}, "endpoint": None, "temperature": None}

    assert "result" in v1.ask("completions", **extras).json()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"messages": '])
def test_a_body_that_is_no_json_object_is_refused(v1: ChatClient, body: bytes) -> None:
    request = v1.request("completions")
    response = v1.http.post(request.url, content=body)

    assert response.json()["error_code"] == 336002


@pytest.mark.parametrize("path", ["chat/no-such-endpoint", "chat/a/b", "no-such-service/x"])
def test_an_unknown_path_is_an_unsupported_method(v1: ChatClient, path: str) -> None:
    request = v1.request("x", "hi")
    url = request.url.copy_with(path="/rpc/2.0/ai_custom/v1/wenxinworkshop/" + path)

    response = v1.http.post(url, json={"messages": user("hi")})

    assert (response.status_code, response.json()["error_code"]) == (200, 3)


def test_only_post_is_a_method(v1: ChatClient) -> None:
    assert v1.http.get(v1.request("completions").url).json()["error_code"] == 336101


def test_an_own_service_is_known_by_its_prefix(v1: ChatClient) -> None:
    assert "result" in v1.ask("my-service").json()
