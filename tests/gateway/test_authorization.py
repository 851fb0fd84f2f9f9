from __future__ import annotations

import asyncio

import httpx
import pytest

from playground.gateway import (
    ApplicationKey,
    AuthenticationError,
    BearerKey,
    Connection,
    EgressPolicy,
    IamKey,
    NoKey,
    ProviderUnavailableError,
    UnsafeUrlError,
)
from tests.gateway.doubles import (
    FIXTURES,
    Clock,
    Upstream,
    collect,
    connection_for,
    runtime_for,
    stream_of,
)

IAM = IamKey("ALTAKdummy0000000000000000", "0123456789abcdef0123456789abcdef")
LOCAL = EgressPolicy(("models.lan", "other.lan"))


def upstream_for(provider: str) -> Upstream:
    body = (FIXTURES / provider / "plain.sse").read_bytes()
    return Upstream([stream_of(body) for _ in range(10)])


async def call(upstream: Upstream, connection: Connection, runtime=None):
    _, error = await collect(upstream, connection.provider, connection=connection, runtime=runtime)
    return error


async def test_an_application_key_becomes_a_token_in_the_query():
    upstream = upstream_for("qianfan_v1")

    assert await call(upstream, connection_for("qianfan_v1")) is None

    [asked] = upstream.token_requests
    assert dict(asked.url.params) == {
        "grant_type": "client_credentials",
        "client_id": "an-api-key",
        "client_secret": "a-secret-key",
    }
    [sent] = upstream.requests
    assert sent.url.params["access_token"] == "token-1"
    assert "authorization" not in sent.headers


async def test_an_iam_key_signs_v1():
    upstream = upstream_for("qianfan_v1")

    assert await call(upstream, Connection("qianfan_v1", "", IAM)) is None

    [sent] = upstream.requests
    prefix = f"bce-auth-v1/{IAM.access_key}/2024-01-02T03:04:05Z/300/content-type;host;x-bce-date/"
    assert sent.headers["authorization"].startswith(prefix)
    assert upstream.token_requests == []


async def test_an_iam_key_is_exchanged_for_v2():
    upstream = upstream_for("qianfan_v2")

    assert await call(upstream, Connection("qianfan_v2", "", IAM)) is None

    [asked] = upstream.token_requests
    assert asked.method == "GET"
    assert asked.url == "https://iam.bj.baidubce.com/v1/BCE-BEARER/token?expireInSeconds=43200"
    assert asked.headers["authorization"].startswith("bce-auth-v1/")
    assert upstream.requests[0].headers["authorization"] == "Bearer token-1"


async def test_an_exchanged_token_that_is_refused_is_replaced():
    refused = httpx.Response(401, json={"error": {"code": "invalid_iam_token"}})
    upstream = Upstream([refused, *upstream_for("qianfan_v2").answers])

    assert await call(upstream, Connection("qianfan_v2", "", IAM)) is None

    assert [request.headers["authorization"] for request in upstream.requests] == [
        "Bearer token-1",
        "Bearer token-2",
    ]


async def test_a_pasted_key_that_is_refused_is_not_tried_again():
    upstream = Upstream([httpx.Response(401, json={"error": {"code": "invalid_iam_token"}})])

    error = await call(upstream, connection_for("qianfan_v2"))

    assert error.code == "authentication_failed"
    assert len(upstream.requests) == 1


async def test_a_bearer_key_is_sent_as_it_is():
    upstream = upstream_for("openai_compatible")

    assert await call(upstream, connection_for("openai_compatible")) is None

    assert upstream.requests[0].headers["authorization"] == "Bearer a-bearer-key"


async def test_without_a_key_nothing_is_sent():
    upstream = upstream_for("openai_compatible")
    connection = Connection("openai_compatible", "https://models.example.com/v1", NoKey())

    assert await call(upstream, connection) is None

    assert "authorization" not in upstream.requests[0].headers


@pytest.mark.parametrize(
    ("provider", "auth"),
    [
        ("qianfan_v1", BearerKey("bce-v3/ALTAK-x/y")),
        ("qianfan_v2", ApplicationKey("a", "b")),
        ("openai_compatible", IAM),
        ("openai_compatible", ApplicationKey("a", "b")),
    ],
)
async def test_a_key_of_the_wrong_kind_is_refused_before_it_is_sent(provider, auth):
    upstream = upstream_for("qianfan_v2")

    error = await call(upstream, Connection(provider, "https://models.example.com", auth))

    assert isinstance(error, AuthenticationError)
    assert error.code == "wrong_key_kind"
    assert upstream.requests == upstream.token_requests == []


@pytest.mark.parametrize("key", ["a\r\nX-Evil: 1", "clé", "", "two words", "a\ud83c"])
@pytest.mark.parametrize(
    ("provider", "make_auth"),
    [
        ("qianfan_v2", BearerKey),
        ("qianfan_v1", lambda key: ApplicationKey(key, "secret")),
        ("qianfan_v1", lambda key: ApplicationKey("key", key)),
        ("qianfan_v1", lambda key: IamKey(key, "secret")),
        ("qianfan_v1", lambda key: IamKey("key", key)),
        ("qianfan_v2", lambda key: IamKey("key", key)),
    ],
)
async def test_a_key_with_characters_that_no_key_has_is_refused(provider, make_auth, key):
    error = await call(upstream_for("qianfan_v2"), Connection(provider, "", make_auth(key)))

    assert isinstance(error, AuthenticationError)


@pytest.mark.parametrize(
    ("status", "description", "code"),
    [
        (200, "unknown client id", "unknown_api_key"),
        (401, "unknown client id", "unknown_api_key"),
        (200, "Client authentication failed", "wrong_secret_key"),
        (401, "Client authentication failed", "wrong_secret_key"),
    ],
)
async def test_a_refused_application_key_says_which_half_is_wrong(status, description, code):
    answer = httpx.Response(
        status, json={"error": "invalid_client", "error_description": description}
    )

    error = await call(lambda request: answer, connection_for("qianfan_v1"))

    assert isinstance(error, AuthenticationError)
    assert error.code == code
    assert error.provider_message == description


async def test_a_token_service_that_is_down_is_asked_again():
    requests = []

    def handler(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(503, text="down")

    error = await call(handler, connection_for("qianfan_v1"))

    assert isinstance(error, ProviderUnavailableError)
    assert len(requests) == 3


@pytest.mark.parametrize(
    ("code", "message", "our_code"),
    [
        ("SignatureDoesNotMatch", "cause: Signature does not match", "signature_mismatch"),
        ("AccessDenied", "NotFound, cause: Could not find credential.", "unknown_access_key"),
        ("RequestExpired", "Request has expired", "signature_expired"),
        ("AccessDenied", "", "permission_denied"),
        ("SomethingNew", "", "signature_mismatch"),
    ],
)
async def test_a_refused_signature_says_so(code, message, our_code):
    headers = {"X-Bce-Error-Code": code, "X-Bce-Error-Message": message}
    answer = httpx.Response(400, headers=headers, text="")

    error = await call(lambda request: answer, Connection("qianfan_v2", "", IAM))

    assert error.code == our_code
    assert error.provider_code == code


async def test_concurrent_calls_share_one_token_request():
    upstream = upstream_for("qianfan_v1")
    runtime = runtime_for(upstream)

    errors = await asyncio.gather(
        *(call(upstream, connection_for("qianfan_v1"), runtime) for _ in range(8))
    )

    assert errors == [None] * 8
    assert len(upstream.token_requests) == 1


async def test_a_token_is_for_one_address_only():
    upstream = upstream_for("qianfan_v1")
    runtime = runtime_for(upstream)
    key = ApplicationKey("an-api-key", "a-secret-key")

    for host in ("models.lan", "other.lan"):
        connection = Connection("qianfan_v1", f"http://{host}", key, egress=LOCAL)
        assert await call(upstream, connection, runtime) is None

    assert [request.url.host for request in upstream.token_requests] == ["models.lan", "other.lan"]


@pytest.mark.parametrize(
    ("expiry", "still_good_at", "refreshed_at"),
    [
        ({"expires_in": 2_592_000}, 2_591_000, 2_591_500),
        ({"expires_in": "soon"}, 3_000, 3_300),
        ({"expires_in": -1}, 3_000, 3_300),
        ({}, 3_000, 3_300),
    ],
)
async def test_the_life_of_a_token_is_what_the_answer_says(expiry, still_good_at, refreshed_at):
    clock = Clock()
    asked = []
    body = (FIXTURES / "qianfan_v1/plain.sse").read_bytes()

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/oauth/2.0/token":
            return stream_of(body)
        asked.append(request)
        return httpx.Response(200, json={"access_token": "token", **expiry})

    runtime = runtime_for(handler, clock=clock)
    counts = []
    for now in (0, still_good_at, refreshed_at):
        clock.now = now
        assert await call(handler, connection_for("qianfan_v1"), runtime) is None
        counts.append(len(asked))

    assert counts == [1, 1, 2]


async def test_the_address_of_the_exchange_passes_the_egress_rules():
    connection = Connection("qianfan_v2", "", IAM, iam_base_url="http://169.254.169.254")

    error = await call(upstream_for("qianfan_v2"), connection)

    assert isinstance(error, UnsafeUrlError)
