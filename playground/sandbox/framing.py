"""Turns frames into the bytes of server-sent events: exact, or odd where a fault asks for it."""

from __future__ import annotations

import json
from typing import Any

import orjson

from playground.sandbox.faults import Faults


class Framing:
    """The bytes of one stream: `data: `, one line of JSON, an empty line.

    An event with a name has a line `event: ` before it.
    """

    def __init__(self, faults: Faults) -> None:
        self._space = b"" if "no-space" in faults else b" "
        self._field = b"data:" + self._space
        self._line_end = b"\r\n" if "crlf" in faults else b"\n"
        self._end = self._line_end * 2
        self._before = b": keep-alive" + self._end if "comments" in faults else b""
        # Only the standard library writes half of a surrogate pair.
        self._dumps = _dump_ascii if "surrogates" in faults else orjson.dumps

    def event(self, frame: dict[str, Any], name: str = "") -> bytes:
        """Return the event that carries `frame`."""
        return self._before + self._named(name) + self._field + self._dumps(frame) + self._end

    def json(self, frame: dict[str, Any]) -> bytes:
        """Return `frame` alone, for an answer that is no stream."""
        return self._dumps(frame)

    def mark(self, text: str) -> bytes:
        """Return the event that carries a bare word such as `[DONE]`."""
        return self._before + self._field + text.encode() + self._end

    def broken(self, frame: dict[str, Any], name: str = "") -> bytes:
        """Return an event whose JSON breaks off half way."""
        line = self._dumps(frame)
        return self._named(name) + self._field + line[: len(line) // 2] + self._end

    def bare(self, frame: dict[str, Any]) -> bytes:
        """Return `frame` as a line without a field name."""
        return self._dumps(frame) + self._line_end

    def _named(self, name: str) -> bytes:
        return b"event:" + self._space + name.encode() + self._line_end if name else b""


def _dump_ascii(frame: dict[str, Any]) -> bytes:
    return json.dumps(frame).encode()
