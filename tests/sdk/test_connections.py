"""Whose key is used: of the arguments, of the code, of the environment, of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import playground.sdk as qianfan
from playground.gateway.authentication import (
    AccessToken,
    ApplicationKey,
    BearerKey,
    IamKey,
    NoKey,
)
from playground.gateway.limits import RateLimits
from playground.sdk.config import DEFAULTS, get_config
from playground.sdk.connections import ARGUMENTS, V1, V2, connect
from tests.sdk.conftest import APPLICATION, BEARER, IAM

HELLO = [{"role": "user", "content": "Hello"}]


@pytest.fixture(autouse=True)
def _no_settings_in_code(environment: pytest.MonkeyPatch) -> Iterator[None]:
    yield
    for name in DEFAULTS:
        setattr(get_config(), name, None)


def key_of(provider: str = V1, **arguments: str) -> object:
    given = {ARGUMENTS[name]: value for name, value in arguments.items()}
    return connect(provider, given, get_config()).auth


def test_the_environment_beats_the_file_and_code_the_environment(
    environment: pytest.MonkeyPatch,
):
    Path(".env").write_text("QIANFAN_AK=file\nQIANFAN_SK=file\n", encoding="utf-8")
    assert key_of() == ApplicationKey("file", "file")

    environment.setenv("QIANFAN_AK", "environment")
    environment.setenv("QIANFAN_SK", "environment")
    assert key_of() == ApplicationKey("environment", "environment")

    qianfan.AK("code")
    qianfan.SK("code")
    assert key_of() == ApplicationKey("code", "code")

    assert key_of(ak="argument", sk="argument") == ApplicationKey("argument", "argument")


@pytest.mark.parametrize(
    ("provider", "arguments", "key"),
    [
        (V1, {"ak": "a", "sk": "s"}, ApplicationKey("a", "s")),
        (V1, {"access_token": "t"}, AccessToken("t")),
        (V1, {"access_key": "a", "secret_key": "s"}, IamKey("a", "s")),
        (V1, {"ak": "a", "sk": "s", "access_token": "t"}, ApplicationKey("a", "s")),
        (
            V1,
            {"ak": "a", "sk": "s", "access_key": "a", "secret_key": "s"},
            ApplicationKey("a", "s"),
        ),
        (V1, {"access_token": "t", "access_key": "a", "secret_key": "s"}, AccessToken("t")),
        (V2, {"bearer_token": "b"}, BearerKey("b")),
        (V2, {"api_key": "b"}, BearerKey("b")),
        (V2, {"access_key": "a", "secret_key": "s"}, IamKey("a", "s")),
        (V2, {"bearer_token": "b", "access_key": "a", "secret_key": "s"}, BearerKey("b")),
    ],
)
def test_of_several_keys_one_is_used(provider: str, arguments: dict[str, str], key: object):
    assert key_of(provider, **arguments) == key


def test_a_key_of_the_arguments_beats_any_other_kind(environment: pytest.MonkeyPatch):
    for name, value in {**APPLICATION, **BEARER}.items():
        environment.setenv(name, value)

    assert key_of(access_key="a", secret_key="s") == IamKey("a", "s")
    assert key_of(V2, access_key="a", secret_key="s") == IamKey("a", "s")


def test_half_a_key_is_completed_from_the_settings(environment: pytest.MonkeyPatch):
    environment.setenv("QIANFAN_SK", "secret")

    assert key_of(ak="key") == ApplicationKey("key", "secret")


@pytest.mark.parametrize(
    ("provider", "arguments"),
    [(V1, {}), (V1, {"ak": "a"}), (V1, {"bearer_token": "b"}), (V2, {"ak": "a", "sk": "s"})],
)
def test_a_missing_key_is_an_error_that_says_what_to_set(provider: str, arguments):
    with pytest.raises(qianfan.InvalidArgumentError, match="QIANFAN_"):
        key_of(provider, **arguments)


def test_a_server_may_ask_for_no_key(environment: pytest.MonkeyPatch):
    environment.setenv("QIANFAN_NO_AUTH", "true")

    assert key_of() == NoKey()


@pytest.mark.parametrize("keys", [APPLICATION, IAM], ids=["application", "iam"])
def test_v1_is_called_with_each_key(environment: pytest.MonkeyPatch, keys: dict[str, str]):
    for name, value in keys.items():
        environment.setenv(name, value)

    assert "Hello" in qianfan.ChatCompletion().do(HELLO)["result"]


@pytest.mark.parametrize("keys", [BEARER, IAM], ids=["bearer", "iam"])
def test_v2_is_called_with_each_key(environment: pytest.MonkeyPatch, keys: dict[str, str]):
    for name, value in keys.items():
        environment.setenv(name, value)

    resp = qianfan.ChatCompletion(version="2").do(HELLO)

    assert "Hello" in resp["choices"][0]["message"]["content"]


def test_a_ready_made_token_is_used(environment: pytest.MonkeyPatch, http: httpx.Client):
    query = {"grant_type": "client_credentials", "client_id": "key", "client_secret": "secret"}
    token = http.post("/oauth/2.0/token", params=query).json()["access_token"]

    resp = qianfan.ChatCompletion(access_token=token).do(HELLO)

    assert "Hello" in resp["result"]


def test_functions_set_the_key_of_clients_that_are_there_already():
    chat_comp = qianfan.ChatCompletion()
    with pytest.raises(qianfan.InvalidArgumentError):
        chat_comp.do(HELLO)

    qianfan.AK("key")
    qianfan.SK("secret")

    assert "Hello" in chat_comp.do(HELLO)["result"]


def test_a_refused_key_is_an_error_of_authentication():
    with pytest.raises(qianfan.errors.AuthenticationError) as caught:
        qianfan.ChatCompletion(ak="key", sk="a-bad-secret").do(HELLO)

    assert "a-bad-secret" not in str(caught.value)


def test_an_application_goes_into_the_headers_of_v2(environment: pytest.MonkeyPatch):
    environment.setenv(*next(iter(BEARER.items())))

    resp = qianfan.ChatCompletion(version="2", app_id="app-1").do(HELLO)

    assert resp.request.headers["appid"] == "app-1"
    assert resp.request.headers["Authorization"] == "***"


@pytest.mark.parametrize(
    ("arguments", "limits"),
    [
        ({}, RateLimits()),
        ({"query_per_second": 0.5}, RateLimits(requests_per_second=0.5)),
        (
            {"request_per_minute": 300, "token_per_minute": 300_000},
            RateLimits(requests_per_minute=300, tokens_per_minute=300_000),
        ),
    ],
)
def test_limits_are_arguments_or_settings(arguments, limits: RateLimits):
    given = {ARGUMENTS[name]: value for name, value in arguments.items()}

    assert connect(V1, {**given, "AK": "a", "SK": "s"}, get_config()).limits == limits


def test_limits_come_from_the_environment(environment: pytest.MonkeyPatch):
    environment.setenv("QIANFAN_RPM_LIMIT", "300")
    environment.setenv("QIANFAN_TPM_LIMIT", "30000")

    limits = connect(V1, {"AK": "a", "SK": "s"}, get_config()).limits

    assert limits == RateLimits(requests_per_minute=300, tokens_per_minute=30_000)


@pytest.mark.parametrize(
    "arguments",
    [{"query_per_second": 1, "request_per_minute": 60}, {"query_per_second": -1}],
)
def test_limits_that_make_no_sense_are_refused(arguments):
    chat_comp = qianfan.ChatCompletion(ak="key", sk="secret", **arguments)

    with pytest.raises(qianfan.InvalidArgumentError):
        chat_comp.do(HELLO)


def test_calls_keep_to_the_limits():
    chat_comp = qianfan.ChatCompletion(ak="limited", sk="secret", query_per_second=5)

    results = chat_comp.batch_do([HELLO] * 6).results()

    # The sixth had to wait for another second.
    waits = [
        resp.statistic["total_latency"] - resp.statistic["request_latency"] for resp in results
    ]
    assert max(waits) > 0.002


def test_secrets_are_in_no_representation():
    chat_comp = qianfan.ChatCompletion(ak="an-api-key", sk="a-secret-key")
    resp = chat_comp.do(HELLO)

    for thing in (chat_comp, resp, resp.request, chat_comp._settings(), get_config()):
        assert "an-api-key" not in repr(thing)
        assert "a-secret-key" not in repr(thing)
        # How an access token begins; a time may begin like one, but is not as long.
        assert re.search(r"24\.[0-9a-f]{20}", repr(thing)) is None


def test_models_are_asked_of_the_platform_with_an_iam_key(environment: pytest.MonkeyPatch):
    for name, value in IAM.items():
        environment.setenv(name, value)

    models = qianfan.ChatCompletion.models()

    assert "ERNIE-4.0-8K" in models
    assert set(qianfan.ChatCompletion.models(version="2")) & {"ernie-4.0-turbo-8k", "deepseek-v3"}


def test_the_platform_is_asked_for_its_models_once(
    environment: pytest.MonkeyPatch, http: httpx.Client
):
    for name, value in IAM.items():
        environment.setenv(name, value)
    qianfan.ChatCompletion.models()
    before = http.get("/sandbox/stats").json()["requests_started"]

    assert qianfan.Embedding.models() != qianfan.ChatCompletion.models()

    assert http.get("/sandbox/stats").json()["requests_started"] == before
