"""Work that goes on to its end, although whoever waits for it has left or was stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from typing import Any, TypeVar

T = TypeVar("T")
# The loop itself would forget them.
_tasks: set[asyncio.Task[Any]] = set()


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Wait for `work`, which a cancellation does not reach."""
    # The context of a request leads to the database by a thread that ends with it.
    task = asyncio.create_task(work, context=Context())
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    return await asyncio.shield(task)
