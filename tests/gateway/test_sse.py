from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.gateway import MalformedResponseError
from playground.gateway.sse import ServerSentEvent, SSEDecoder


def decode(*chunks: bytes) -> list[ServerSentEvent]:
    decoder = SSEDecoder()
    events = [event for chunk in chunks for event in decoder.decode(chunk)]
    return events + decoder.flush()


@pytest.mark.parametrize("line_end", [b"\n", b"\r", b"\r\n"])
def test_all_line_ends_of_the_specification_are_taken(line_end):
    body = line_end.join((b"data: a", b"", b"data: b", b"", b""))

    assert decode(body) == [ServerSentEvent(b"a"), ServerSentEvent(b"b")]


def test_several_data_lines_are_one_event():
    assert decode(b"data: a\ndata:b\ndata\ndata:  c\n\n") == [ServerSentEvent(b"a\nb\n c")]


def test_the_event_name_belongs_to_the_next_event_only():
    body = b"event: pluginMeta\ndata: a\n\ndata: b\n\n"

    assert decode(body) == [ServerSentEvent(b"a", "pluginMeta"), ServerSentEvent(b"b")]


def test_comments_and_other_fields_say_nothing():
    assert decode(b": hi\nid: 1\nretry: 2\nfoo\n\n:\n\ndata: a\n\n") == [ServerSentEvent(b"a")]


def test_a_bare_json_line_is_an_event_at_once():
    decoder = SSEDecoder()

    assert decoder.decode(b'data: a\n\n{"error_code":110}\n') == [
        ServerSentEvent(b"a"),
        ServerSentEvent(b'{"error_code":110}'),
    ]


def test_a_bare_json_line_does_not_swallow_the_event_before_it():
    assert decode(b"data: a\n{}\n") == [ServerSentEvent(b"a"), ServerSentEvent(b"{}")]


def test_a_carriage_return_ends_its_line_without_waiting_for_a_line_feed():
    decoder = SSEDecoder()

    assert decoder.decode(b"data: a\r\r") == [ServerSentEvent(b"a")]
    assert decoder.decode(b"\ndata: b\r\n\r") == [ServerSentEvent(b"b")]


def test_a_line_end_cut_in_half_is_one_line_end():
    assert decode(b"data: a\r", b"\ndata: b\r\n\r\n") == [ServerSentEvent(b"a\nb")]


def test_unicode_line_separators_stay_in_the_text():
    text = "a\u2028b\u2029c\x85d\x0be\x0cf\x1cg".encode()

    assert decode(b"data: " + text + b"\n\n") == [ServerSentEvent(text)]


def test_the_end_of_the_input_completes_the_last_event():
    assert decode(b"data: a\n\ndata: b") == [ServerSentEvent(b"a"), ServerSentEvent(b"b")]


def test_a_byte_order_mark_is_dropped_once():
    mark = b"\xef\xbb\xbf"

    assert decode(mark[:1], mark[1:] + b"data: a\n\n") == [ServerSentEvent(b"a")]


@pytest.mark.parametrize("chunk", [b"data: 1234567890", b"data: 12345\ndata: 67890\ndata: 1\n"])
def test_an_event_above_the_limit_is_refused(chunk):
    decoder = SSEDecoder(max_event_bytes=10)

    with pytest.raises(MalformedResponseError) as caught:
        decoder.decode(chunk)

    assert caught.value.code == "response_too_large"


LINES = st.sampled_from(
    [b"data: a", b"data:b", b"", b"", b": c", b"event: e", b"{}", b"data: \xe4\xbd\xa0", b"x"]
)


@given(
    lines=st.lists(st.tuples(LINES, st.sampled_from([b"\n", b"\r", b"\r\n"])), max_size=12),
    cuts=st.lists(st.integers(0, 200), max_size=6),
)
def test_where_the_bytes_are_cut_does_not_matter(lines, cuts):
    body = b"".join(line + line_end for line, line_end in lines)
    places = sorted({0, len(body), *(cut for cut in cuts if cut < len(body))})
    chunks = [body[start:end] for start, end in pairwise(places)]

    assert decode(*chunks) == decode(body)


@given(st.binary(max_size=300))
def test_any_bytes_are_taken(body):
    decode(body)
