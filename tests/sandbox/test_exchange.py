"""What all services share: headers on every answer, one account's limits, and no bare 404."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from playground.sandbox.about import EPILOG, FRONT_PAGE
from playground.sandbox.app import create_app
from playground.sandbox.exchange import V1_PREFIX
from playground.sandbox.keys import V2_KEY
from playground.sandbox.scripted import ScriptedBackend
from playground.sandbox.state import Sandbox
from tests.sandbox.server import start_sandbox
from tests.sandbox.test_image_to_text import RED
from tests.sandbox.wire import ChatClient, user

CHART = {"messages": user("Draw 1 and 2"), "plugins": ["eChart"]}
V1_CALLS: list[tuple[str, dict[str, Any]]] = [
    ("chat/completions", {"messages": user("a")}),
    ("chat/completions", {}),
    ("chat/no-such-endpoint", {}),
    ("chat/my-fault-qps", {}),
    ("chat/my-fault-html", {}),
    ("completions/sqlcoder_7b", {"prompt": "a"}),
    ("completions/sqlcoder_7b", {"prompt": "a", "stream": True}),
    ("plugin/my-helper/", {"query": "a"}),
    ("erniebot/plugin", CHART),
    ("erniebot/plugins", {}),
]


@pytest.mark.parametrize(("path", "body"), V1_CALLS)
def test_every_v1_answer_has_its_headers(v1: ChatClient, path: str, body: dict[str, Any]) -> None:
    response = v1.call(path, **body)

    assert response.headers["X-Baidu-Request-Id"]
    assert int(response.headers["X-Ratelimit-Remaining-Requests"]) > 0
    assert int(response.headers["X-Ratelimit-Remaining-Tokens"]) > 0
    assert int(response.headers["X-Ratelimit-Limit-Requests"]) > 0


def test_v2_answers_have_their_headers_too(v2: ChatClient) -> None:
    models = v2.http.get("/v2/models", headers={"Authorization": f"Bearer {v2.bearer}"})

    for answer in (models, v2.ask("ernie-4.0-8k"), v2.ask("no-such-model")):
        assert answer.headers["X-Baidu-Request-Id"]
        assert int(answer.headers["X-Ratelimit-Remaining-Requests"]) > 0


@pytest.mark.parametrize("path", ["chat/completions", "plugin/my-helper/", "nowhere", ""])
def test_an_unknown_caller_learns_no_limits(http: httpx.Client, path: str) -> None:
    answer = ChatClient(http).call(path, query="a")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["X-Baidu-Request-Id"]
    assert answer.json()["id"].startswith("as-")
    assert "X-Ratelimit-Limit-Requests" not in answer.headers


def limited_clients(http: httpx.Client) -> tuple[ChatClient, ChatClient]:
    """Return clients of V1 and V2, which are two accounts."""
    query = {"grant_type": "client_credentials", "client_id": "a", "client_secret": "b"}
    token = http.post("/oauth/2.0/token", params=query).json()["access_token"]
    return ChatClient(http, access_token=token), ChatClient(http, bearer=V2_KEY)


def test_every_service_refuses_more_tokens_than_a_minute_has() -> None:
    long = "Plot 1 and 2 " * 10
    calls = [
        ("chat/completions", {"messages": user(long)}),
        ("completions/sqlcoder_7b", {"prompt": long}),
        ("image2text/fuyu_8b", {"prompt": long, "image": RED}),
        ("plugin/my-helper/", {"query": long}),
        ("erniebot/plugins", {"messages": user(long), "plugins": ["eChart"]}),
    ]
    with (
        start_sandbox("scripted", "--tokens-per-minute", "30") as url,
        httpx.Client(base_url=url, trust_env=False) as http,
    ):
        v1, v2 = limited_clients(http)
        first = [v1.call(path, stream=True, **body) for path, body in calls]
        second = v2.ask("ernie-4.0-8k", long, stream=True)

    assert [answer.json()["error_code"] for answer in first] == [336502] * len(calls)
    assert second.status_code == 429
    assert second.json()["error"]["code"] == "tpm_rate_limit_exceeded"
    for answer in (*first, second):
        assert answer.headers["X-Ratelimit-Remaining-Tokens"] == "30"


def test_requests_of_all_services_count_together() -> None:
    calls = [(path, body) for path, body in V1_CALLS if body]
    with (
        start_sandbox("scripted", "--requests-per-minute", "2") as url,
        httpx.Client(base_url=url, trust_env=False) as http,
    ):
        v1, _ = limited_clients(http)
        # The minute may turn in between, once at most.
        answers = [v1.call(path, **body) for path, body in calls]

    refused = [a for a in answers if "336501" in a.text]
    assert len(refused) >= len(calls) - 4
    assert {a.headers["X-Ratelimit-Remaining-Requests"] for a in refused} == {"0"}


def test_the_front_page_and_the_help_name_every_route() -> None:
    paths = [route.path for route in create_app(Sandbox(ScriptedBackend())).routes]

    named = [path.removeprefix(V1_PREFIX) for path in paths if path != "/"]
    for text in (FRONT_PAGE, EPILOG):
        assert [path for path in named if path not in text] == []
