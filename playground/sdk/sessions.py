"""Closes the connections of an event loop when the loop ends, whoever's loop it is.

`asyncio.run` closes all asynchronous generators that are still open before it closes its loop,
and so do notebooks' and servers' runners: a generator that waits is told of the end that way.
"""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import AsyncGenerator

import httpx

from playground.gateway.connection import EgressPolicy
from playground.gateway.transport import close_transports, shared_transport

_closers: dict[asyncio.AbstractEventLoop, AsyncGenerator[None, None]] = {}


def transport_for(policy: EgressPolicy) -> httpx.AsyncBaseTransport:
    """Return the shared client of the running loop, which is closed with the loop."""
    loop = asyncio.get_running_loop()
    if loop not in _closers:
        _forget_closed_loops()
        _closers[loop] = closer = _close_with_loop(loop)
        _start(closer)
    return shared_transport(policy)


async def _close_with_loop(loop: asyncio.AbstractEventLoop) -> AsyncGenerator[None, None]:
    try:
        yield
    finally:
        _closers.pop(loop, None)
        await close_transports()


def _start(generator: AsyncGenerator[None, None]) -> None:
    # It has nothing to await before its first `yield`, so that a synchronous step gets there;
    # this step also makes it known to the loop.
    try:
        generator.asend(None).send(None)
    except StopIteration:
        return


@atexit.register
def _close_left_connections() -> None:
    """Close what hangs on loops that nobody ended, such as that of a notebook."""
    for loop, closer in list(_closers.items()):
        if not loop.is_closed() and not loop.is_running():
            loop.run_until_complete(closer.aclose())


def _forget_closed_loops() -> None:
    """Let go of loops that were closed without the end that generators are told of."""
    for loop in [loop for loop in _closers if loop.is_closed()]:
        del _closers[loop]
