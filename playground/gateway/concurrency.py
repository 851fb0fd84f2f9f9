"""Runs a few calls at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Iterator
from itertools import islice
from typing import Any, TypeVar

Result = TypeVar("Result")


async def as_ready(
    calls: Iterator[Coroutine[Any, Any, Result]], max_at_once: int
) -> AsyncGenerator[Result, None]:
    """Yield the results of calls as they are ready, with at most so many calls under way.

    The first error ends the others and is raised as it is; so does closing the generator, or
    cancelling its task. A task group would do neither: it wraps errors, and must not yield.
    """
    running: set[asyncio.Task[Result]] = set()
    try:
        while True:
            running |= {
                asyncio.create_task(call) for call in islice(calls, max_at_once - len(running))
            }
            if not running:
                return
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            # What was answered together with a failure is not lost by it.
            for task in sorted(done, key=lambda task: task.exception() is not None):
                yield task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
