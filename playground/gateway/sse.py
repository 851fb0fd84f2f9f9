"""Bytes to server-sent events, without any I/O.

Lines are split as bytes: the text of an event may hold U+2028 and other characters that a
text splitter takes for line ends. Accepts what providers send in practice: LF, CR and CRLF,
no space after the colon, comments, a byte order mark, and a bare JSON line where an event
should be, which is how Qianfan V1 reports an error in the middle of a stream.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.gateway.errors import MalformedResponseError

# A model writes a few characters an event; a megabyte is an attack or another protocol.
MAX_EVENT_BYTES = 1 << 20

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """One event; `data` is raw UTF-8, several data lines joined by a line feed."""

    data: bytes
    event: str = ""


class SSEDecoder:
    """Incremental decoder: feed it reads of any size."""

    def __init__(self, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        self._max_event_bytes = max_event_bytes
        self._rest = b""
        self._data: list[bytes] = []
        self._data_bytes = 0
        self._event = ""
        self._has_started = False
        self._skips_line_feed = False

    def decode(self, chunk: bytes) -> list[ServerSentEvent]:
        """Return the events that are complete with this chunk.

        Raises: MalformedResponseError if an event passes the size limit.
        """
        if not self._has_started:
            chunk = self._without_byte_order_mark(chunk)
        if self._skips_line_feed and chunk:
            # The CR before it ended its line already when the last chunk came.
            chunk = chunk.removeprefix(b"\n")
        if not chunk:
            return []
        self._skips_line_feed = chunk.endswith(b"\r")
        lines = (self._rest + chunk).splitlines(keepends=True)
        self._rest = b"" if lines[-1].endswith((b"\n", b"\r")) else lines.pop()
        self._check_size(len(self._rest))
        events: list[ServerSentEvent] = []
        for line in lines:
            self._take_line(line.rstrip(b"\r\n"), events)
        return events

    def flush(self) -> list[ServerSentEvent]:
        """Return what the end of the input completes: a last event without its blank line."""
        events: list[ServerSentEvent] = []
        rest, self._rest = self._rest, b""
        if rest:
            self._take_line(rest, events)
        self._dispatch(events)
        return events

    def _without_byte_order_mark(self, chunk: bytes) -> bytes:
        chunk, self._rest = self._rest + chunk, b""
        if len(chunk) < len(_BYTE_ORDER_MARK) and _BYTE_ORDER_MARK.startswith(chunk):
            self._rest = chunk
            return b""
        self._has_started = True
        return chunk.removeprefix(_BYTE_ORDER_MARK)

    def _take_line(self, line: bytes, events: list[ServerSentEvent]) -> None:
        if not line:
            self._dispatch(events)
        elif line.startswith(b"data:"):
            value = line[6:] if line[5:6] == b" " else line[5:]
            self._data_bytes += len(value)
            self._check_size(self._data_bytes)
            self._data.append(value)
        elif line.startswith(b"{"):
            self._dispatch(events)
            events.append(ServerSentEvent(line))
        elif line.startswith(b"event:"):
            self._event = line[6:].strip().decode("utf-8", "replace")
        # Comments, `id:`, `retry:` and unknown fields say nothing about a completion.

    def _dispatch(self, events: list[ServerSentEvent]) -> None:
        if self._data:
            events.append(ServerSentEvent(b"\n".join(self._data), self._event))
        self._data = []
        self._data_bytes = 0
        self._event = ""

    def _check_size(self, size: int) -> None:
        if size > self._max_event_bytes:
            raise MalformedResponseError("response_too_large")
