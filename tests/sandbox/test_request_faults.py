"""Faults that take the place of an answer."""

from __future__ import annotations

import uuid

import httpx
import pytest

from tests.sandbox.wire import ChatClient


@pytest.mark.parametrize(
    ("fault", "error_code", "status", "code"),
    [
        ("rate-limit", 336501, 429, "rpm_rate_limit_exceeded"),
        ("token-limit", 336502, 429, "tpm_rate_limit_exceeded"),
        ("error-17", 17, 400, "invalid_argument"),
        ("error-403", 403, 403, "account_overdue"),
        ("error-503", 503, 503, "internal_error"),
        ("qps", 18, 429, "cluster_rate_limit_exceeded"),
        ("server-error", 336100, 500, "internal_error"),
        ("expired-token", 111, 401, "invalid_iam_token"),
    ],
)
def test_an_error_speaks_the_protocol_it_strikes(
    v1: ChatClient, v2: ChatClient, fault: str, error_code: int, status: int, code: str
) -> None:
    first = v1.stream(f"my-fault-{fault}")
    second = v2.stream(f"my-fault-{fault}")
    by_header = v2.ask("ernie-4.0-8k", fault=fault.replace("error-", "error="))

    assert first.status_code == 200
    assert first.headers["content-type"] == "application/json"
    assert first.json()["error_code"] == error_code
    assert second.status_code == by_header.status_code == status
    assert second.json()["error"]["code"] == by_header.json()["error"]["code"] == code


def test_the_platforms_words_go_with_an_error_code(v1: ChatClient) -> None:
    assert v1.ask("my-fault-error-336104").json()["error_msg"] == "invalid system"
    assert v1.ask("my-fault-error-12345").json()["error_msg"] == "error on demand"


def test_a_rate_limit_may_say_when_to_come_back(v2: ChatClient) -> None:
    assert v2.ask("my-fault-rate-limit-7").headers["Retry-After"] == "7"
    assert "Retry-After" not in v2.ask("my-fault-rate-limit").headers


def test_a_flaky_prompt_works_in_the_end(v1: ChatClient, v2: ChatClient) -> None:
    text = f"Flaky {uuid.uuid4()}"

    first = ["error_code" in v1.ask("my-fault-flaky-2", text).json() for _ in range(4)]
    second = [v2.ask("my-fault-flaky-1", text).status_code for _ in range(3)]

    assert first == [True, True, False, False]
    assert second == [500, 200, 200]


def test_flaky_goes_by_the_request_id_if_there_is_one(v1: ChatClient) -> None:
    outcomes = []
    for request_id in ("one", "one", "two"):
        request = v1.request("my-fault-flaky-1", "Same prompt")
        request.headers["Request_id"] = request_id + v1.access_token
        outcomes.append("error_code" in v1.http.send(request).json())

    assert outcomes == [True, False, True]


def test_html_json_and_plain_text_can_come_in_place_of_a_stream(v1: ChatClient) -> None:
    html = v1.stream("my-fault-html")
    plain = v1.stream("my-fault-status-503")
    whole = v1.stream("my-fault-json")

    assert (html.status_code, html.headers["content-type"][:9]) == (502, "text/html")
    assert (plain.status_code, plain.headers["content-type"][:10]) == (503, "text/plain")
    assert whole.headers["content-type"] == "application/json"
    assert "is_end" not in whole.json()


def test_a_request_can_hang(v1: ChatClient) -> None:
    request = v1.request("my-fault-hang")
    request.extensions["timeout"] = {"read": 0.2}

    with pytest.raises(httpx.ReadTimeout):
        v1.http.send(request)


def test_an_unknown_fault_is_refused_with_the_list(v1: ChatClient, v2: ChatClient) -> None:
    first = v1.ask("my-fault-nonsense").json()
    second = v2.ask("my-a", fault="nonsense=1")

    assert first["error_code"] == 336003
    assert "latency" in first["error_msg"]
    assert second.status_code == 400
    assert second.json()["error"]["code"] == "invalid_argument"
