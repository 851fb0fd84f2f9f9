"""Getting a token: from an application pair, and in exchange for an IAM key."""

from __future__ import annotations

from datetime import datetime

import httpx
import pytest

from tests.sandbox.server import start_sandbox
from tests.sandbox.wire import V1_CHAT, ChatClient, sign_headers, user

GOOD = {"grant_type": "client_credentials", "client_id": "key", "client_secret": "secret"}


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_an_application_pair_gets_a_token(http: httpx.Client, method: str) -> None:
    answer = http.request(method, "/oauth/2.0/token", params=GOOD).json()

    assert answer["expires_in"] == 2592000
    assert answer["access_token"].startswith("24.")
    assert {"refresh_token", "scope", "session_key", "session_secret"} <= answer.keys()


@pytest.mark.parametrize(
    ("change", "description"),
    [
        ({"grant_type": "password"}, "unknown client id"),
        ({"client_id": ""}, "unknown client id"),
        ({"client_secret": ""}, "Client authentication failed"),
        ({"client_secret": "a-bad-one"}, "Client authentication failed"),
    ],
)
def test_a_wrong_pair_gets_an_error_without_a_code(
    http: httpx.Client, change: dict[str, str], description: str
) -> None:
    answer = http.post("/oauth/2.0/token", params={**GOOD, **change}).json()

    assert answer == {"error": "invalid_client", "error_description": description}


def test_v1_tells_missing_unknown_and_good_tokens_apart(v1: ChatClient) -> None:
    codes = [
        ChatClient(v1.http, access_token=token).ask("completions").json().get("error_code")
        for token in ("", "24.unknown", v1.access_token)
    ]

    assert codes == [100, 110, None]


def test_v1_says_that_a_token_expired() -> None:
    with (
        start_sandbox("scripted", "--token-seconds", "0") as url,
        httpx.Client(base_url=url, trust_env=False) as http,
    ):
        token = http.post("/oauth/2.0/token", params=GOOD).json()["access_token"]
        answer = ChatClient(http, access_token=token).stream("completions").json()

    assert answer["error_code"] == 111


def test_an_iam_key_is_exchanged_for_a_bearer_token(http: httpx.Client) -> None:
    url = http.base_url.join("/v1/BCE-BEARER/token?expireInSeconds=600")

    answer = http.get(url, headers=sign_headers(url, "GET")).json()

    life = datetime.fromisoformat(answer["expireTime"]) - datetime.fromisoformat(
        answer["createTime"]
    )
    assert (answer["status"], life.total_seconds()) == ("enable", 600)
    assert ChatClient(http, bearer=answer["token"]).ask("ernie-4.0-8k").status_code == 200


def test_the_exchange_refuses_a_wrong_signature(http: httpx.Client) -> None:
    url = http.base_url.join("/v1/BCE-BEARER/token")

    response = http.get(url, headers=sign_headers(url, "GET", "another secret"))

    assert response.status_code == 400
    assert response.json()["code"] == "SignatureDoesNotMatch"
    assert response.headers["X-Bce-Error-Code"] == "SignatureDoesNotMatch"


def test_v1_takes_a_signature_in_place_of_a_token(http: httpx.Client) -> None:
    url = http.base_url.join(V1_CHAT + "completions")
    body = {"messages": user("Hello")}

    good = http.post(url, json=body, headers=sign_headers(url, "POST"))
    wrong = http.post(url, json=body, headers=sign_headers(url, "POST", "another secret"))

    assert "result" in good.json()
    assert wrong.status_code == 400
    assert wrong.json()["error_code"] == 14
    assert wrong.headers["X-Bce-Error-Message"].startswith("SignatureDoesNotMatch")


@pytest.mark.parametrize(
    "header", [None, "Bearer", "Bearer bce-v3/ALTAK-other/secret", "Basic a2V5OnNlY3JldA=="]
)
def test_v2_refuses_what_is_no_key_of_its_own(http: httpx.Client, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}

    chat = http.post("/v2/chat/completions", json={}, headers=headers)
    models = http.get("/v2/models", headers=headers)

    assert (chat.status_code, models.status_code) == (401, 401)
    assert chat.json()["error"]["code"] == models.json()["error"]["code"] == "invalid_iam_token"
