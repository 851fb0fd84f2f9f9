"""Faults in the middle of an answer, byte by byte."""

from __future__ import annotations

import json
import time

import httpx
import pytest

from tests.sandbox.wire import ChatClient, frames, v1_text, v2_text


def test_deltas_are_counted_exactly(v1: ChatClient, v2: ChatClient) -> None:
    words = "".join(f"w{number} " for number in range(2500))

    first = v1.stream("my-fault-deltas-2500").content
    second = v2.stream("ernie-4.0-8k", fault="deltas=2500").content

    assert len(frames(first)) == len(frames(second)) == 2501
    assert v1_text(first) == v2_text(second) == words


def test_delays_add_up(v2: ChatClient) -> None:
    started = time.monotonic()
    v2.stream("my-fault-latency-120--deltas-5--delta-20")
    v2.ask("my-fault-latency-120--deltas-5--delta-20")
    seconds = time.monotonic() - started

    assert 0.4 <= seconds < 3


def test_a_paced_stream_comes_in_pieces(v2: ChatClient) -> None:
    with v2.open("my-fault-deltas-4--delta-30") as response:
        pieces = list(response.iter_raw())

    assert len(pieces) == 5


@pytest.mark.parametrize("count", [0, 2])
def test_a_cut_stream_has_no_end(v1: ChatClient, v2: ChatClient, count: int) -> None:
    for client in (v1, v2):
        got, is_whole = _read(client, f"my-fault-cut-{count}")
        assert not is_whole
        assert got.count(b"data: ") == count
        assert b"[DONE]" not in got
        assert b'"is_end":true' not in got


def _read(client: ChatClient, model: str) -> tuple[bytes, bool]:
    """Return what came of a stream, and whether the response was complete."""
    got = b""
    with client.open(model) as response:
        try:
            for piece in response.iter_raw():
                got += piece
        except httpx.RemoteProtocolError:
            return got, False
    return got, True


def test_a_whole_answer_can_be_cut_too(v1: ChatClient) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        v1.ask("my-fault-cut")


@pytest.mark.parametrize("count", [0, 2])
def test_a_stream_can_end_in_order_without_an_end_mark(
    v1: ChatClient, v2: ChatClient, count: int
) -> None:
    for client in (v1, v2):
        got, is_whole = _read(client, f"my-fault-no-end-{count}")
        assert is_whole
        assert got.count(b"data: ") == count
        assert b"[DONE]" not in got
        assert b'"is_end":true' not in got
    assert "is_end" not in v1.ask("my-fault-no-end").json()


def test_a_broken_frame_stands_in_the_middle(v1: ChatClient) -> None:
    events = v1.stream("my-fault-broken-frame-2").content.split(b"\n\n")

    with pytest.raises(json.JSONDecodeError):
        json.loads(events[2].removeprefix(b"data: "))
    assert json.loads(events[3].removeprefix(b"data: "))["is_end"] is True


def test_an_error_comes_as_a_frame(v1: ChatClient, v2: ChatClient) -> None:
    first = frames(v1.stream("my-fault-error-frame-3").content)
    second = frames(v2.stream("my-fault-error-frame-3").content)

    assert (len(first), first[-1]["error_code"]) == (4, 336100)
    assert (len(second), second[-1]["error"]["code"]) == (4, "internal_error")


def test_an_error_comes_as_a_bare_line(v1: ChatClient) -> None:
    content = v1.stream("my-fault-bare-json-1").content

    assert content.count(b"data: ") == 1
    assert json.loads(content.split(b"\n\n")[1])["error_code"] == 336100


def test_framing_can_be_odd(v1: ChatClient) -> None:
    plain = v1.stream("my-fault-deltas-3").content
    count = plain.count(b"data: ")

    no_space = v1.stream("my-fault-deltas-3--no-space").content
    crlf = v1.stream("my-fault-deltas-3--crlf").content
    comments = v1.stream("my-fault-deltas-3--comments").content

    assert b"data: " not in no_space
    assert no_space.count(b'data:{"') == count
    assert crlf.count(b"\r\n\r\n") == count == crlf.count(b"\n") / 2
    assert comments.count(b": keep-alive\n\ndata: ") == count


def test_bytes_can_come_one_by_one(v2: ChatClient) -> None:
    text = "请用中文回答"

    whole = v2.stream("my-a", text).content
    split = v2.stream("my-fault-split-utf8", text).content

    assert v2_text(split) == v2_text(whole)
    assert "示例" in v2_text(split)


def test_the_end_mark_can_come_twice(v1: ChatClient, v2: ChatClient) -> None:
    first = frames(v1.stream("my-fault-duplicate-done").content)
    second = v2.stream("my-fault-duplicate-done").content

    assert [event["is_end"] for event in first[-3:]] == [False, True, True]
    assert second.count(b"data: [DONE]\n\n") == 2


def test_surrogates_are_split_over_deltas(v1: ChatClient) -> None:
    content = v1.stream("my-fault-surrogates").content

    assert content.isascii()
    texts = [event["result"] for event in frames(content)]
    assert "\ud83d" in texts
    assert "\ude00" in texts
    assert "\U0001f600" in texts[0]


def test_a_line_can_be_huge(v1: ChatClient) -> None:
    events = frames(v1.stream("my-fault-huge-line-100").content)

    assert [len(event["result"]) for event in events] == [102_400, 0]


def test_usage_and_finish_reason_can_be_missing_or_wrong(v1: ChatClient, v2: ChatClient) -> None:
    v1_none = frames(v1.stream("my-fault-no-usage--no-finish-reason").content)
    v2_none = v2.ask("my-fault-no-usage--no-finish-reason").json()
    v2_frames = frames(v2.stream("my-fault-no-finish-reason").content)
    negative = v1.ask("my-fault-negative-usage").json()

    assert all("usage" not in event and "finish_reason" not in event for event in v1_none)
    assert "usage" not in v2_none
    assert "finish_reason" not in v2_none["choices"][0]
    assert all("finish_reason" not in event["choices"][0] for event in v2_frames)
    assert negative["usage"]["total_tokens"] == -1


def test_history_may_have_to_be_cleared(v1: ChatClient, v2: ChatClient) -> None:
    last = frames(v1.stream("my-fault-need-clear-history").content)[-1]
    choice = v2.ask("my-fault-need-clear-history").json()["choices"][0]

    assert (last["need_clear_history"], last["ban_round"]) == (True, -1)
    assert last["finish_reason"] == "content_filter"
    assert (choice["flag"], choice["ban_round"]) == (4, -1)


def test_a_truncated_reply_goes_on_when_asked(v1: ChatClient, v2: ChatClient) -> None:
    first = v1.ask("my-fault-truncated").json()
    second = v1.ask("my-fault-truncated", "继续").json()
    third = v2.ask("my-fault-truncated").json()["choices"][0]

    assert (first["is_truncated"], first["finish_reason"]) == (True, "length")
    assert (second["is_truncated"], second["finish_reason"]) == (False, "normal")
    assert third["finish_reason"] == "length"


def test_thinking_can_be_asked_for(v1: ChatClient, v2: ChatClient) -> None:
    events = frames(v2.stream("my-fault-think--deltas-2").content)

    assert "reasoning_content" in events[0]["choices"][0]["delta"]
    assert v2_text(v2.stream("my-fault-think--deltas-2").content) == "w0 w1 "
    assert len(frames(v1.stream("my-fault-think--deltas-2").content)) == 3


def test_many_streams_keep_their_pace(v2: ChatClient) -> None:
    started = time.monotonic()
    with (
        v2.open("my-fault-deltas-20--delta-10") as one,
        v2.open("my-fault-deltas-20--delta-10") as two,
    ):
        lengths = [len(frames(response.read())) for response in (one, two)]

    assert lengths == [21, 21]
    assert time.monotonic() - started < 2
