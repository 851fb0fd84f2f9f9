"""What V2 refuses in a body, with its true status."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.wire import V2_CHAT, ChatClient, user

MODEL = "ernie-4.0-turbo-8k"
SYSTEM = {"role": "system", "content": "Be brief."}
ASSISTANT = {"role": "assistant", "content": "yes"}
CALL = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CALLS = {"role": "assistant", "content": None, "tool_calls": [CALL]}
TEXT = {"type": "text", "text": "a"}
TOOL = {"role": "tool", "tool_call_id": "1", "content": "{}"}


def image(url: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url}}


@pytest.mark.parametrize(
    "messages",
    [
        user("a"),
        [SYSTEM, *user("a")],
        [SYSTEM, *user("a"), ASSISTANT, *user("b")],
        [*user("a"), CALLS, TOOL, TOOL],
        [{"role": "user", "content": [TEXT]}],
        [{"role": "user", "content": [image("http://example.com/a.png")]}],
        [{"role": "user", "content": [image("data:image/png;base64,AA=="), TEXT]}],
    ],
)
def test_good_messages_are_accepted(v2: ChatClient, messages: Any) -> None:
    assert v2.ask(MODEL, messages=messages).status_code == 200


@pytest.mark.parametrize(
    "messages",
    [
        [],
        None,
        ["text"],
        [SYSTEM],
        [*user("a"), ASSISTANT],
        [*user("a"), *user("b")],
        [ASSISTANT, *user("b")],
        [*user("a"), SYSTEM, *user("b")],
        [{"role": "robot", "content": "a"}],
        user(" "),
        [{"role": "user", "content": None}],
        [*user("a"), TOOL],
        [*user("a"), CALLS, {**TOOL, "tool_call_id": "2"}],
        [*user("a"), CALLS, {**TOOL, "tool_call_id": None}],
        [*user("a"), {**CALLS, "tool_calls": [{"id": "1"}]}, TOOL],
        [*user("a"), {**CALLS, "tool_calls": "f"}, TOOL],
        [*user("a"), CALLS, TOOL, ASSISTANT, *user("b"), ASSISTANT, TOOL],
    ],
)
def test_messages_out_of_order_are_refused(v2: ChatClient, messages: Any) -> None:
    response = v2.ask(MODEL, messages=messages, stream=True)

    assert response.status_code == 400
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    assert body["error"]["code"] == "invalid_messages"
    assert body["error"]["type"] == "invalid_request_error"
    assert body["id"].startswith("as-")


@pytest.mark.parametrize("url", ["", "x", "file:///etc/passwd", "data:text/plain,a", None])
def test_an_image_needs_an_address(v2: ChatClient, url: Any) -> None:
    response = v2.ask(MODEL, messages=[{"role": "user", "content": [image(url), TEXT]}])

    assert response.status_code == 400
    assert response.json()["error"]["code"] == "invalid_image_url"


@pytest.mark.parametrize(
    ("model", "status"),
    [("", 400), (None, 400), (7, 400), ("no-such-model", 401), ("gpt-4o", 401)],
)
def test_a_model_that_does_not_exist_is_refused(v2: ChatClient, model: Any, status: int) -> None:
    response = v2.ask(model)

    assert response.status_code == status
    assert response.json()["error"]["code"] == "invalid_model"


@pytest.mark.parametrize("model", ["deepseek-v3", "my-service", "qwen3-32b", "ernie-4.5-8k-x"])
def test_models_of_the_platforms_families_are_known(v2: ChatClient, model: str) -> None:
    assert v2.ask(model).json()["model"] == model


def test_limits_and_ranges_hold(v2: ChatClient) -> None:
    too_long = v2.ask("ernie-4.0-turbo-8k", "x" * 20001)
    too_many = v2.ask("ernie-4.0-turbo-8k", "a " * 5121)
    too_warm = v2.ask(MODEL, temperature=2.1)

    codes = [r.json()["error"]["code"] for r in (too_long, too_many, too_warm)]
    assert codes == ["characters_too_long", "tokens_too_long", "invalid_argument"]
    assert {r.status_code for r in (too_long, too_many, too_warm)} == {400}


def test_a_body_that_is_no_json_object_is_refused(v2: ChatClient) -> None:
    headers = {"Authorization": f"Bearer {v2.bearer}"}

    response = v2.http.post(V2_CHAT, content=b"{", headers=headers)

    assert response.status_code == 400
    assert response.json()["error"]["code"] == "malformed_json"


def test_another_method_is_not_supported(v2: ChatClient) -> None:
    response = v2.http.get(V2_CHAT)

    assert response.status_code == 405
    assert response.json()["error"]["code"] == "method_not_supported"
