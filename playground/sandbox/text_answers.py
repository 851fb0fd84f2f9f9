"""The answer of a service that writes text: a stream, or one object."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from playground.sandbox.backends import Reply
from playground.sandbox.exchange import Exchange
from playground.sandbox.frames import Dialect
from playground.sandbox.streaming import Delivery, EventStream, WholeAnswer


def deliver(
    exchange: Exchange[Any], reply: Reply, dialect: Dialect, *, is_stream: bool
) -> Response:
    """Return the response that writes `reply` in the words of `dialect`."""
    headers = {**exchange.headers, "X-Sandbox-Backend": reply.backend}
    delivery = Delivery(reply, dialect, exchange.faults)
    shape = EventStream if is_stream and "json" not in exchange.faults else WholeAnswer
    return shape(delivery, exchange.sandbox.counters, headers)
