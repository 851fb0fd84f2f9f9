"""Save runs, then start them, whoever stops waiting for it in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from channels.db import database_sync_to_async

from playground.comparisons.services.columns import Saved
from playground.runs import live_runs

S = TypeVar("S", bound=Saved | None)
T = TypeVar("T")
_tasks: set[asyncio.Task[Any]] = set()


async def save_and_start(save: Callable[[], S]) -> S:
    """Start the runs that `save` has saved; a page that goes away cuts off neither of the two."""
    return await asyncio.shield(_kept(_save_and_start(save)))


async def _save_and_start(save: Callable[[], S]) -> S:
    saved: S = await database_sync_to_async(save)()
    for prepared in saved.prepared if saved is not None else ():
        live_runs.start(prepared)
    return saved


def _kept(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    task = asyncio.create_task(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    return task
