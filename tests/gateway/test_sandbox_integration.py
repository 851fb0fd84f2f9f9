"""The gateway against the sandbox, over a real socket: all providers, all ways to sign in."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import httpx
import pytest

from playground.gateway import (
    ApplicationKey,
    AuthenticationError,
    BearerKey,
    ChatMessage,
    ChatRequest,
    Connection,
    ContextLengthError,
    EgressPolicy,
    Event,
    Finished,
    FinishReason,
    GatewayError,
    IamKey,
    MalformedResponseError,
    NotFoundError,
    ProviderUnavailableError,
    RateLimitError,
    StreamInterruptedError,
    TextDelta,
)
from playground.gateway.client import list_models, stream_reply
from playground.gateway.retries import RetryPolicy
from playground.gateway.runtime import Runtime
from tests.gateway.doubles import Naps, reasoning_of, text_of
from tests.sandbox.server import start_sandbox

IAM = IamKey("ALTAKsandbox00000000000000", "0123456789abcdef0123456789abcdef")
V2_KEY = BearerKey("bce-v3/ALTAK-sandbox/0123456789abcdef0123456789abcdef")
WAYS = ["v1-application", "v1-iam", "v2-key", "v2-iam", "openai-key"]


@pytest.fixture(scope="module")
def sandbox():
    with start_sandbox() as base_url:
        yield base_url


def connect(base_url: str, way: str) -> Connection:
    egress = EgressPolicy((base_url.removeprefix("http://"),))
    match way:
        case "v1-application":
            return Connection("qianfan_v1", base_url, ApplicationKey("a", "b"), egress=egress)
        case "v1-iam":
            return Connection("qianfan_v1", base_url, IAM, console_base_url=base_url, egress=egress)
        case "v2-key":
            return Connection("qianfan_v2", base_url, V2_KEY, egress=egress)
        case "v2-iam":
            return Connection("qianfan_v2", base_url, IAM, iam_base_url=base_url, egress=egress)
        case _:
            return Connection("openai_compatible", f"{base_url}/v2", V2_KEY, egress=egress)


async def ask(
    connection: Connection, text: str = "Hello", **values: object
) -> tuple[list[Event], GatewayError | None]:
    if connection.provider == "openai_compatible":
        values = {"model": "ernie-lite-8k", **values}
    request = ChatRequest((ChatMessage("user", text),), **values)
    runtime = Runtime(retries=RetryPolicy(sleep=Naps()))
    events: list[Event] = []
    try:
        async with aclosing(stream_reply(request, connection, runtime=runtime)) as stream:
            async for event in stream:
                events.append(event)
    except GatewayError as error:
        return events, error
    return events, None


@pytest.mark.parametrize("way", WAYS)
async def test_every_provider_streams_with_every_key(sandbox, way):
    events, error = await ask(connect(sandbox, way), "Tell me about lighthouses")

    assert error is None
    assert "lighthouses" in text_of(events)
    assert sum(isinstance(event, TextDelta) for event in events) > 3
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.finish_reason is FinishReason.STOP
    assert finished.usage.output_tokens > 0
    assert finished.request_id.startswith("as-")
    assert finished.rate_limits["remaining-requests"] > 0


@pytest.mark.parametrize("way", WAYS)
async def test_every_provider_answers_in_one_piece_too(sandbox, way):
    events, error = await ask(connect(sandbox, way), "你好", is_streaming=False)

    assert error is None
    assert [type(event) for event in events] == [TextDelta, Finished]


@pytest.mark.parametrize("way", ["v1-application", "v2-key"])
async def test_a_conversation_with_a_system_prompt_is_taken(sandbox, way):
    request = ChatRequest(
        (
            ChatMessage("user", "Hello"),
            ChatMessage("assistant", "Hello!"),
            ChatMessage("user", "Tell me about tides"),
        ),
        model="ERNIE-Speed-8K",
        system="Be brief.",
        parameters={"temperature": 0.5, "stop": ["END"]},
    )

    async with aclosing(stream_reply(request, connect(sandbox, way))) as stream:
        events = [event async for event in stream]

    assert "tides" in text_of(events)


@pytest.mark.parametrize("way", ["v2-key", "v2-iam", "openai-key"])
async def test_models_are_listed(sandbox, way):
    assert "ernie-lite-8k" in await list_models(connect(sandbox, way))


@pytest.mark.parametrize("way", ["v1-application", "v2-key"])
@pytest.mark.parametrize(
    "fault",
    ["no-space", "crlf", "comments", "split-utf8", "duplicate-done", "json", "surrogates"],
)
async def test_odd_streams_are_read(sandbox, way, fault):
    events, error = await ask(connect(sandbox, way), "你好", endpoint=f"my-fault-{fault}")

    assert error is None
    text_of(events).encode()
    assert text_of(events)


@pytest.mark.parametrize("way", ["v1-application", "v2-key"])
@pytest.mark.parametrize(
    ("fault", "error_class"),
    [
        ("rate-limit", RateLimitError),
        ("qps", RateLimitError),
        ("server-error", ProviderUnavailableError),
        ("cut-3", StreamInterruptedError),
        ("broken-frame", MalformedResponseError),
        ("error-frame-2", ProviderUnavailableError),
        ("bare-json-2", ProviderUnavailableError),
        ("html", ProviderUnavailableError),
        ("huge-line", MalformedResponseError),
        ("expired-token", AuthenticationError),
    ],
)
async def test_faults_are_errors_of_their_kind(sandbox, way, fault, error_class):
    _, error = await ask(connect(sandbox, way), endpoint=f"my-fault-{fault}")

    assert type(error) is error_class
    assert error.user_message


@pytest.mark.parametrize("way", ["v1-application", "v2-key"])
async def test_a_service_that_fails_twice_is_asked_three_times(sandbox, way):
    events, error = await ask(connect(sandbox, way), f"flaky {way}", endpoint="my-fault-flaky-2")

    assert error is None
    assert text_of(events)


async def test_reasoning_comes_before_the_text(sandbox):
    events, error = await ask(connect(sandbox, "v2-key"), endpoint="my-fault-think")

    assert error is None
    assert reasoning_of(events)
    assert text_of(events)


@pytest.mark.parametrize("way", ["v1-application", "v2-key"])
async def test_five_hundred_deltas_arrive_each_as_one(sandbox, way):
    events, error = await ask(connect(sandbox, way), endpoint="my-fault-deltas-500")

    assert error is None
    assert sum(isinstance(event, TextDelta) for event in events) == 500


async def test_a_bad_secret_is_named(sandbox):
    egress = EgressPolicy((sandbox.removeprefix("http://"),))
    key = ApplicationKey("key", "a-bad-secret")

    _, error = await ask(Connection("qianfan_v1", sandbox, key, egress=egress))

    assert isinstance(error, AuthenticationError)
    assert error.code == "wrong_secret_key"


async def test_a_wrong_signature_is_named(sandbox):
    egress = EgressPolicy((sandbox.removeprefix("http://"),))
    key = IamKey(IAM.access_key, "f" * 32)

    _, error = await ask(Connection("qianfan_v1", sandbox, key, egress=egress))

    assert isinstance(error, AuthenticationError)
    assert error.code == "signature_mismatch"


@pytest.mark.parametrize("way", ["v1-application", "v2-key"])
async def test_an_unknown_endpoint_is_not_found(sandbox, way):
    _, error = await ask(connect(sandbox, way), endpoint="no-such-thing")

    assert isinstance(error, NotFoundError)


async def test_the_limit_of_an_own_copy_of_a_model_comes_from_the_server(sandbox):
    # Named as an endpoint, the model is not looked up in the catalogue.
    _, error = await ask(connect(sandbox, "v1-application"), "word " * 3_000, endpoint="eb-instant")

    assert isinstance(error, ContextLengthError)


async def test_tokens_that_expire_at_once_are_renewed_once():
    with start_sandbox("scripted", "--token-seconds", "0") as base_url:
        _, error = await ask(connect(base_url, "v1-application"))

    assert isinstance(error, AuthenticationError)
    assert error.code == "access_token_expired"


@pytest.mark.parametrize("way", WAYS)
async def test_stopping_ends_the_work_of_the_server(sandbox, way):
    async def cancelled() -> int:
        async with httpx.AsyncClient(trust_env=False) as client:
            stats = (await client.get(f"{sandbox}/sandbox/stats")).json()
        return int(stats["cancelled_by_client"])

    before = await cancelled()
    endpoint = "my-fault-deltas-2000--delta-20"
    request = ChatRequest((ChatMessage("user", "Hello"),), endpoint=endpoint)
    stream = stream_reply(request, connect(sandbox, way))
    assert isinstance(await anext(stream), TextDelta)

    await stream.aclose()

    async with asyncio.timeout(5):
        while await cancelled() == before:
            # Asking again is the pause.
            continue
