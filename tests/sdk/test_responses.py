from __future__ import annotations

import pickle

import pytest

from playground.sdk.responses import Request, Response

SENT = Request("POST", "https://example.com/chat", {}, {}, {"messages": []}, {})


def make_response() -> Response:
    return Response(
        {"result": "Hi!", "usage": {"total_tokens": 3}},
        200,
        {"x-baidu-request-id": "request-1"},
        {"request_latency": 0.5},
        given="what was asked",
        describe=lambda given: SENT if given == "what was asked" else pytest.fail(given),
    )


def test_the_body_is_read_at_once():
    response = make_response()

    assert response["result"] == response.body["result"] == response["body"]["result"] == "Hi!"
    assert response.get("function_call") is None
    assert "result" in response
    assert "function_call" not in response
    assert list(response) == ["result", "usage"]
    assert len(response) == 2


def test_the_rest_of_the_answer_is_there():
    response = make_response()

    assert response.code == response["code"] == 200
    assert response["statistic"]["request_latency"] == 0.5
    assert response.request is response["request"] is SENT


def test_a_key_of_the_body_wins():
    response = Response({"code": 7}, 200, {}, {})

    assert response["code"] == 7
    assert response.code == 200


def test_a_missing_key_is_named():
    with pytest.raises(KeyError, match="nonsense"):
        make_response()["nonsense"]


@pytest.mark.parametrize("name", ["X-Baidu-Request-Id", "x-baidu-request-id"])
def test_headers_are_found_in_any_case(name: str):
    headers = make_response().headers

    assert headers[name] == headers.get(name) == "request-1"
    assert name in headers


def test_a_pickled_response_is_the_same():
    response = pickle.loads(pickle.dumps(make_response()))

    assert response == make_response()
    assert response.code == 200
    assert response.headers["X-Baidu-Request-Id"] == "request-1"
    assert response.request == SENT


def test_a_printed_response_shows_no_request():
    assert "https://example.com" not in repr(make_response())
