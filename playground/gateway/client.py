"""The only way to a provider. Only `runs` imports this module."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from playground.gateway.connection import DEFAULT_TIMEOUTS, Connection, Timeouts
from playground.gateway.events import Event
from playground.gateway.values import ChatRequest


async def stream_chat(
    request: ChatRequest,
    connection: Connection,
    *,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
) -> AsyncGenerator[Event, None]:
    """Ask for a chat completion and yield its events as they arrive."""
    raise NotImplementedError
    yield
