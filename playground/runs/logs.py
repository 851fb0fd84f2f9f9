"""The stream log of this process: one an event loop, of the kind that the settings ask for."""

from __future__ import annotations

import asyncio
from uuid import UUID
from weakref import WeakKeyDictionary

from django.conf import settings

from playground.runs.memory_log import MemoryLog
from playground.runs.stream_log import End, StopRun, StreamLog

_logs: WeakKeyDictionary[asyncio.AbstractEventLoop, StreamLog] = WeakKeyDictionary()


def stream_log(stop_run: StopRun) -> StreamLog:
    """Return the log of the running loop; `stop_run` is what a request to stop calls."""
    loop = asyncio.get_running_loop()
    log = _logs.get(loop)
    if log is None:
        log = _logs[loop] = _make_log(stop_run)
    return log


def is_shared() -> bool:
    """Do several server processes share one log?"""
    return bool(settings.REDIS_URL)


async def close_stream_log() -> None:
    log = _logs.pop(asyncio.get_running_loop(), None)
    if log is not None:
        await log.close()


def announce_end(run: UUID, end: End) -> None:
    """Tell watchers in other processes of an end that the generating process cannot tell."""
    if settings.REDIS_URL:
        from playground.runs import redis_log

        redis_log.announce_end(settings.REDIS_URL, run, end)


def _make_log(stop_run: StopRun) -> StreamLog:
    if not settings.REDIS_URL:
        return MemoryLog(stop_run)
    # The embedded server does without Redis, and without the memory that its client takes.
    from playground.runs.redis_log import RedisLog

    return RedisLog(settings.REDIS_URL, stop_run)
