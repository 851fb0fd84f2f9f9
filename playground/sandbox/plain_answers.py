"""Answers of one JSON object, with the faults that can strike them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson

from playground.sandbox.counters import Counters
from playground.sandbox.errors import ApiError, Version, overload
from playground.sandbox.faults import Faults
from playground.sandbox.responses import ConnectionCut, WatchedResponse, Writer


class PlainAnswer(WatchedResponse):
    """One JSON object that was ready at once."""

    def __init__(
        self,
        body: dict[str, Any],
        version: Version,
        faults: Faults,
        *,
        counters: Counters,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__(counters, headers, "application/json")
        self._body = body
        self._version: Version = version
        self._faults = faults

    async def produce(self, writer: Writer) -> None:
        """Wait if a fault says so, then write the object."""
        await asyncio.sleep(self._faults.get("latency") / 1000)
        body = dict(self._body)
        if "no-usage" in self._faults:
            body.pop("usage", None)
        elif "negative-usage" in self._faults and "usage" in body:
            body["usage"] = dict.fromkeys(body["usage"], -1)
        await write_object(writer, orjson.dumps(body), self._faults, overload(self._version))


async def write_object(writer: Writer, body: bytes, faults: Faults, failure: ApiError) -> None:
    """Write a whole object, half of it, or the error that stands for a break in the middle."""
    if "cut" in faults:
        await writer.write(body[: len(body) // 2])
        raise ConnectionCut
    if "broken-frame" in faults:
        body = body[: len(body) // 2]
    elif "error-frame" in faults or "bare-json" in faults:
        body = orjson.dumps(failure.body())
    await writer.write(body, is_last=True)
