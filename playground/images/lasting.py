"""Work that goes on to its end, although whoever waits for it has left or was stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
# The loop itself would forget them.
_tasks: set[asyncio.Task[Any]] = set()


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Wait for `work`, which a cancellation does not reach.

    Of a view's work only the call to the database in which it was left comes to its end for
    certain: what follows has no thread there.
    """
    task = asyncio.create_task(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    return await asyncio.shield(task)
