"""Every recorded body, fed whole and one byte at a time: one suite for all providers."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from playground.gateway import (
    Event,
    Finished,
    FinishReason,
    GatewayError,
    MalformedResponseError,
    PluginUpdate,
    ProviderUnavailableError,
    RateLimitError,
    StreamInterruptedError,
    TextDelta,
    ToolCallDelta,
    Usage,
)
from tests.gateway.doubles import (
    FIXTURES,
    Body,
    Upstream,
    collect,
    reasoning_of,
    request_for,
    stream_of,
    text_of,
)

ALL = sorted(str(path.relative_to(FIXTURES).with_suffix("")) for path in FIXTURES.rglob("*.sse"))
STOP, LENGTH = FinishReason.STOP, FinishReason.LENGTH
FILTER, UNKNOWN = FinishReason.CONTENT_FILTER, FinishReason.UNKNOWN
GREETING = "你好，世界 🌏\u2028"
JSON_TYPE = {"content-type": "application/json"}
V2_USAGE = Usage(9, 3, 12, cached_tokens=4, reasoning_tokens=1)


async def play(name: str, chunk_size: int = 1 << 20) -> tuple[list[Event], GatewayError | None]:
    body = (FIXTURES / f"{name}.sse").read_bytes()

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/2.0/token":
            return httpx.Response(200, json={"access_token": "token", "expires_in": 3600})
        return stream_of(body, chunk_size)

    return await collect(handler, name.partition("/")[0])


def finish_of(events: list[Event]) -> Finished:
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert not any(isinstance(event, Finished) for event in events[:-1])
    return finished


@pytest.mark.parametrize("name", ALL)
async def test_any_cut_of_the_bytes_gives_the_same_events(name):
    events, error = await play(name)

    for chunk_size in (1, 7):
        cut_events, cut_error = await play(name, chunk_size)

        assert cut_events == events
        assert type(cut_error) is type(error)


@pytest.mark.parametrize(
    ("name", "text", "reason", "usage"),
    [
        ("qianfan_v1/plain", GREETING, STOP, Usage(4, 4, 8)),
        ("qianfan_v1/old_model", "Well met", STOP, Usage(4, 2, 6)),
        ("qianfan_v1/crlf", GREETING, STOP, Usage(4, 4, 8)),
        ("qianfan_v1/cr", GREETING, STOP, Usage(4, 4, 8)),
        ("qianfan_v1/no_space", GREETING, STOP, Usage(4, 4, 8)),
        ("qianfan_v1/comments", GREETING, STOP, Usage(4, 4, 8)),
        ("qianfan_v1/byte_order_mark", GREETING, STOP, Usage(4, 4, 8)),
        ("qianfan_v1/done_mark", "Hi", UNKNOWN, Usage(4, 0, 4)),
        ("qianfan_v1/truncated", "Once upon", LENGTH, Usage(4, 2, 6)),
        ("qianfan_v1/clear_history", "我们换个话题吧", FILTER, Usage(4, 0, 4)),
        ("qianfan_v1/no_usage", "Hi", STOP, None),
        ("qianfan_v1/odd_usage", "Hi", STOP, Usage(None, None, None)),
        ("qianfan_v1/split_surrogates", "a🌏bc\N{REPLACEMENT CHARACTER}", STOP, None),
        ("qianfan_v1/last_line_unfinished", "Hi", STOP, Usage(4, 0, 4)),
        ("qianfan_v1/plugin_application", "月球引起潮汐。", STOP, Usage(30, 2, 32)),
        ("qianfan_v1/ernie_plugin", "这是雷达图。", STOP, Usage(30, 2, 32)),
        ("qianfan_v1/ernie_plugin_alone", "", STOP, Usage(30, 2, 32)),
        ("qianfan_v2/plain", "你好，世界", STOP, V2_USAGE),
        ("qianfan_v2/usage_in_last_frame", "Hi", STOP, V2_USAGE),
        ("qianfan_v2/no_usage", "Hi", STOP, None),
        ("qianfan_v2/no_done_mark", "Hi", LENGTH, None),
        ("qianfan_v2/duplicate_done", "Hi", STOP, None),
        ("qianfan_v2/no_finish_reason", "Hi", UNKNOWN, None),
        ("qianfan_v2/reasoning", "42", STOP, None),
        ("qianfan_v2/flagged", "…", FILTER, None),
        ("qianfan_v2/odd_frames", "Hi", STOP, None),
        ("openai_compatible/plain", "Well met", STOP, Usage(1, 2, 3)),
        ("openai_compatible/reasoning_field", "Yes", STOP, None),
    ],
)
async def test_a_good_stream_yields_its_text_and_its_end(name, text, reason, usage):
    events, error = await play(name)

    assert error is None
    assert text_of(events) == text
    finished = finish_of(events)
    assert (finished.finish_reason, finished.usage) == (reason, usage)


@pytest.mark.parametrize(
    ("name", "text", "error_class", "code"),
    [
        ("qianfan_v1/error_first", "", RateLimitError, "rate_limited"),
        ("qianfan_v1/error_frame", "Well", ProviderUnavailableError, "provider_overloaded"),
        ("qianfan_v1/bare_error", "Well", ProviderUnavailableError, "provider_overloaded"),
        ("qianfan_v1/cut", "Well met", StreamInterruptedError, "stream_interrupted"),
        ("qianfan_v1/cut_in_frame", "Well", StreamInterruptedError, "stream_interrupted"),
        ("qianfan_v1/broken_frame", "Well", MalformedResponseError, "malformed_response"),
        ("qianfan_v1/ernie_plugin_cut", "", StreamInterruptedError, "stream_interrupted"),
        ("qianfan_v1/empty", "", StreamInterruptedError, "stream_interrupted"),
        ("qianfan_v2/error_frame", "Hi", ProviderUnavailableError, "provider_unavailable"),
        ("qianfan_v2/cut", "Hi", StreamInterruptedError, "stream_interrupted"),
        ("openai_compatible/error_event", "Well", GatewayError, "gateway_error"),
        ("openai_compatible/error_text", "Well", GatewayError, "gateway_error"),
        ("openai_compatible/cut", "Well", StreamInterruptedError, "stream_interrupted"),
    ],
)
async def test_a_bad_stream_yields_what_was_good_and_then_says_what_broke(
    name, text, error_class, code
):
    events, error = await play(name)

    assert text_of(events) == text
    assert not any(isinstance(event, Finished) for event in events)
    assert type(error) is error_class
    assert error.code == code
    assert error.provider == name.partition("/")[0]


def test_every_fixture_is_expected_to_be_something():
    source = Path(__file__).read_text()

    assert [name for name in ALL if f'"{name}"' not in source] == []


async def test_the_safety_marks_of_v1_are_passed_on():
    events, _ = await play("qianfan_v1/clear_history")

    finished = finish_of(events)
    assert finished.need_clear_history
    assert finished.ban_round == -1


async def test_the_safety_marks_of_v2_are_passed_on():
    events, _ = await play("qianfan_v2/flagged")

    finished = finish_of(events)
    assert finished.need_clear_history
    assert finished.ban_round == 0


async def test_a_function_call_of_v1_is_a_tool_call():
    events, _ = await play("qianfan_v1/function_call")

    assert events[0] == ToolCallDelta(0, "", "weather", '{"city":"北京"}')
    assert finish_of(events).finish_reason is FinishReason.TOOL_CALLS


async def test_tool_calls_of_v2_come_in_pieces():
    events, _ = await play("qianfan_v2/tool_calls")

    calls = [event for event in events if isinstance(event, ToolCallDelta)]
    assert (calls[0].id, calls[0].name) == ("call_1", "weather")
    assert "".join(call.arguments for call in calls) == '{"city":"北京"}'


async def test_a_plugin_application_shows_what_it_found_before_it_speaks():
    events, _ = await play("qianfan_v1/plugin_application")

    update = events[0]
    assert isinstance(update, PluginUpdate)
    assert update.part == "meta_info"
    assert update.payload["response"]["result"]["responses"][0]["docName"] == "tides.pdf"
    assert isinstance(events[1], TextDelta)


async def test_ernie_bot_shows_its_plugins_and_keeps_their_words_out_of_the_text():
    events, _ = await play("qianfan_v1/ernie_plugin")

    updates = [event for event in events if isinstance(event, PluginUpdate)]
    assert [update.part for update in updates] == ["pluginMeta", "plugin"]
    assert updates[1].payload["plugin_info"][0]["plugin_resp"] == '{"option":{}}'


async def test_a_whole_answer_of_a_plugin_shows_what_it_found():
    payload = {"id": "as-1", "result": "Rain.", "meta_info": {"plugin_id": "uuid-weather"}}
    upstream = Upstream([httpx.Response(200, json=payload)])

    events, _ = await collect(upstream, "qianfan_v1")

    assert events[0] == PluginUpdate("meta_info", {"plugin_id": "uuid-weather"})
    assert text_of(events) == "Rain."


@pytest.mark.parametrize(
    ("name", "reasoning"),
    [("qianfan_v2/reasoning", "Let me think."), ("openai_compatible/reasoning_field", "Hm.")],
)
async def test_reasoning_is_kept_apart_from_the_text(name, reasoning):
    events, _ = await play(name)

    assert reasoning_of(events) == reasoning


async def test_the_end_names_the_model_and_the_completion_but_not_the_text():
    events, _ = await play("qianfan_v2/usage_in_last_frame")

    finished = finish_of(events)
    assert finished.model == "ernie-4.5-turbo-32k"
    assert finished.request_id == "as-recorded02"
    assert finished.raw["usage"]["prompt_tokens"] == 9
    assert "delta" not in finished.raw["choices"][0]


async def test_an_interrupted_stream_names_the_completion():
    _, error = await play("qianfan_v1/cut")

    assert error.request_id == "as-recorded01"
    assert not error.retryable


async def test_a_whole_answer_in_place_of_a_stream_is_one_delta():
    payload = {"id": "as-1", "result": "Hello", "usage": {"total_tokens": 3}}
    upstream = Upstream([httpx.Response(200, json=payload)])

    events, error = await collect(upstream, "qianfan_v1")

    assert error is None
    assert text_of(events) == "Hello"
    assert finish_of(events).finish_reason is STOP
    assert finish_of(events).raw["result"] == "Hello"


async def test_a_request_that_does_not_stream_yields_one_delta_and_the_end():
    payload = {
        "id": "as-1",
        "model": "m",
        "choices": [{"index": 0, "message": {"content": "Hello"}, "finish_reason": "stop"}],
    }
    upstream = Upstream([httpx.Response(200, json=payload)])

    events, error = await collect(
        upstream, "qianfan_v2", request=request_for("qianfan_v2", is_streaming=False)
    )

    assert error is None
    assert len(events) == 2
    assert text_of(events) == "Hello"


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/octet-stream"])
async def test_a_stream_without_its_content_type_is_read(content_type):
    body = (FIXTURES / "qianfan_v2/plain.sse").read_bytes()
    answer = stream_of(body, headers={"content-type": content_type} if content_type else {})

    events, error = await collect(Upstream([answer]), "qianfan_v2")

    assert error is None
    assert text_of(events) == "你好，世界"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.Response(200, html="<html><body>Sign in</body></html>"), "response_not_json"),
        (httpx.Response(200, text="<html>no type</html>"), "response_not_json"),
        (httpx.Response(200, json=["not", "an", "object"]), "response_not_json"),
        (httpx.Response(200, json={"hello": "world"}), "malformed_response"),
        (httpx.Response(302, headers={"location": "http://127.0.0.1/"}), "response_not_json"),
        (httpx.Response(200, content=b"\xff\xfe\x00", headers=JSON_TYPE), "response_not_json"),
    ],
)
async def test_an_answer_that_is_no_completion_is_malformed(answer, code):
    events, error = await collect(Upstream([answer]), "qianfan_v2")

    assert events == []
    assert isinstance(error, MalformedResponseError)
    assert error.code == code


async def test_text_that_is_not_utf8_is_shown_with_replacement_characters():
    frame = b'data: {"is_end":true,"result":"a\xff\xfeb"}\n\n'

    events, error = await collect(Upstream([stream_of(frame)]), "qianfan_v1")

    assert error is None
    assert text_of(events) == "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}b"


async def test_an_endless_line_is_cut_off():
    body = Body(b"data: " + b"x" * 65_536 for _ in range(10**9))
    answer = httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=body)

    events, error = await collect(Upstream([answer]), "qianfan_v2")

    assert events == []
    assert error.code == "response_too_large"
    assert error.provider == "qianfan_v2"
    assert body.is_closed


async def test_an_endless_stream_of_comments_is_cut_off():
    body = Body(b": wait\n" * 10_000 for _ in range(10**9))
    answer = httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=body)

    _, error = await collect(Upstream([answer]), "qianfan_v2")

    assert error.code == "response_too_large"


async def test_an_endless_error_page_is_cut_off():
    body = Body(b"<p>sorry</p>" * 10_000 for _ in range(10**9))
    answer = httpx.Response(400, headers={"content-type": "text/html"}, stream=body)

    _, error = await collect(Upstream([answer]), "qianfan_v2")

    assert error.code == "response_too_large"


async def test_a_compressed_answer_is_not_unpacked():
    headers = {"content-type": "text/event-stream", "content-encoding": "gzip"}
    answer = httpx.Response(200, headers=headers, stream=Body([b"\x1f\x8b" + b"\0" * 100]))

    _, error = await collect(Upstream([answer]), "qianfan_v2")

    assert isinstance(error, MalformedResponseError)


async def test_events_that_look_like_our_own_are_text_or_nothing():
    frames = (
        b'event: completion.finished\ndata: {"type":"completion.finished","choices":[]}\n\n'
        b'data: {"choices":[{"delta":{"content":"{\\"type\\":\\"run.attach\\"}"},'
        b'"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
    )

    events, error = await collect(Upstream([stream_of(frames)]), "openai_compatible")

    assert error is None
    assert text_of(events) == '{"type":"run.attach"}'


async def test_rate_limits_reach_the_end():
    body = (FIXTURES / "qianfan_v1/plain.sse").read_bytes()
    headers = {
        "content-type": "text/event-stream",
        "X-Ratelimit-Remaining-Requests": "42",
        "X-Ratelimit-Limit-Tokens": "soon",
    }

    events, _ = await collect(Upstream([stream_of(body, headers=headers)]), "qianfan_v1")

    assert finish_of(events).rate_limits == {"remaining-requests": 42}
