"""Whatever arrives, and in whatever pieces: events or one of our errors, never anything else."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise

import httpx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.gateway import (
    ERROR_MESSAGES,
    ChatMessage,
    CompletionRequest,
    EmbeddingRequest,
    ErniePluginRequest,
    Event,
    Finished,
    GatewayError,
    Image,
    ImageRequest,
    ImageToTextRequest,
    PluginRequest,
    RerankRequest,
    TokenCountRequest,
)
from playground.gateway.client import count_tokens, embed, generate_images, rerank
from playground.gateway.retries import RetryPolicy
from playground.gateway.runtime import Runtime
from tests.gateway.doubles import (
    EVENT_STREAM,
    FIXTURES,
    Body,
    collect,
    connection_for,
    request_for,
    runtime_for,
)

NAMES = sorted(str(path.relative_to(FIXTURES).with_suffix("")) for path in FIXTURES.rglob("*.sse"))
PROVIDERS = ["qianfan_v1", "qianfan_v2", "openai_compatible"]
QUESTION = (ChatMessage("user", "Hello"),)
STREAMED = {
    "chat": request_for("qianfan_v1"),
    "completion": CompletionRequest("Hello", model="SQLCoder-7B"),
    "plugin": PluginRequest("Hello", "my_app"),
    "ernie_plugin": ErniePluginRequest(QUESTION, ("eChart",)),
    "image_to_text": ImageToTextRequest("Hello", Image(b"\x89PNG\r\n\x1a\n", "image/png")),
}
ANSWERED = {
    "embedding": (embed, EmbeddingRequest(("a", "b"))),
    "image": (generate_images, ImageRequest("A cat")),
    "rerank": (rerank, RerankRequest("Rain?", ("wet", "dry"))),
    "token_count": (count_tokens, TokenCountRequest("Hello")),
}
# The words of the protocols, so that the JSON is near to what is read.
KEYS = st.sampled_from(
    """
    id result is_end is_truncated finish_reason flag ban_round need_clear_history usage
    prompt_tokens completion_tokens total_tokens prompt_tokens_details cached_tokens
    function_call name arguments meta_info plugin_info plugin_metas plugin_id error error_code
    error_msg code message type choices delta content reasoning_content tool_calls function
    index object model data embedding b64_image b64_json url results relevance_score document
    """.split()  # noqa: SIM905 - a list of so many words cannot be read
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec="utf-8"), max_size=5)
    | st.sampled_from(["stop", "chat.completion", "error", "\ud83d", "\x00"])
)
JSON_VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)
JSON_OBJECTS = st.dictionaries(KEYS, JSON_VALUES, max_size=6)


@cache
def recorded(name: str) -> bytes:
    return (FIXTURES / f"{name}.sse").read_bytes()


def runtime_with(answer) -> Runtime:
    """Answer all calls with what `answer()` makes; one attempt each."""

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/2.0/token":
            return httpx.Response(200, json={"access_token": "token", "expires_in": 3600})
        return answer()

    runtime = runtime_for(handler)
    return Runtime(runtime.transport_for, runtime.tokens, retries=RetryPolicy(attempts=1))


async def play(name: str, chunks: list[bytes]) -> tuple[list[Event], str]:
    runtime = runtime_with(lambda: httpx.Response(200, headers=EVENT_STREAM, stream=Body(chunks)))
    events, error = await collect(runtime, name.partition("/")[0], runtime=runtime)
    return events, error.code if error else ""


def cut(body: bytes, places: list[int]) -> list[bytes]:
    bounds = [0, *sorted({place % (len(body) + 1) for place in places}), len(body)]
    return [body[start:end] for start, end in pairwise(bounds) if start < end]


def assert_is_told(events: list[Event], error: GatewayError | None) -> None:
    if error is None:
        assert isinstance(events[-1], Finished)
        orjson.dumps(events[-1].raw)
    else:
        assert error.code in ERROR_MESSAGES
        assert error.user_message


@given(name=st.sampled_from(NAMES), places=st.lists(st.integers(0, 10_000), max_size=12))
async def test_any_split_of_any_recorded_stream_gives_the_same_events(name, places):
    body = recorded(name)

    assert await play(name, cut(body, places)) == await play(name, [body])


@pytest.mark.parametrize("provider", PROVIDERS)
@given(frames=st.lists(JSON_OBJECTS, max_size=4))
async def test_any_frames_give_events_or_an_error_of_ours(provider, frames):
    # The standard library writes lone surrogates and large numbers, as some servers do.
    body = b"".join(b"data: " + json.dumps(frame).encode() + b"\n\n" for frame in frames)
    runtime = runtime_with(lambda: httpx.Response(200, headers=EVENT_STREAM, stream=Body([body])))

    assert_is_told(*await collect(runtime, provider, runtime=runtime))


@pytest.mark.parametrize("kind", STREAMED)
@given(payload=JSON_OBJECTS, status=st.sampled_from([200, 400, 401, 403, 429, 500]))
async def test_any_answer_to_any_question_is_told(kind, payload, status):
    runtime = runtime_with(lambda: httpx.Response(status, content=json.dumps(payload).encode()))

    assert_is_told(*await collect(runtime, "qianfan_v1", request=STREAMED[kind], runtime=runtime))


@pytest.mark.parametrize("kind", ANSWERED)
@given(payload=JSON_OBJECTS, status=st.sampled_from([200, 400, 429, 500]))
async def test_any_answer_that_comes_at_once_is_a_result_or_an_error_of_ours(kind, payload, status):
    verb, request = ANSWERED[kind]
    runtime = runtime_with(lambda: httpx.Response(status, content=json.dumps(payload).encode()))

    try:
        code = ""
        await verb(request, connection_for("qianfan_v1"), runtime=runtime)
    except GatewayError as error:
        code = error.code

    assert code in ("", *ERROR_MESSAGES)


@pytest.mark.parametrize("provider", PROVIDERS)
@given(junk=st.binary(max_size=200))
async def test_any_bytes_in_a_stream_give_events_or_an_error_of_ours(provider, junk):
    runtime = runtime_with(
        lambda: httpx.Response(200, headers=EVENT_STREAM, stream=Body([junk, b"\n\n"]))
    )

    assert_is_told(*await collect(runtime, provider, runtime=runtime))
