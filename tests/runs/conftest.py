"""Both stream logs, over a real Redis."""

from __future__ import annotations

import pytest
import pytest_asyncio

from playground.runs.memory_log import MemoryLog
from playground.runs.redis_log import RedisLog
from tests.conversations.conftest import _orderly_end, sandbox, sandbox_url  # noqa: F401
from tests.services import start_redis


@pytest.fixture(scope="session")
def redis_url():
    with start_redis() as url:
        yield url


@pytest_asyncio.fixture(params=["memory", "redis"])
async def make_log(request):
    """Return a maker of logs: each call is another process, but in memory there is only one."""
    logs = []

    def make(stop_run=lambda run: False):
        if request.param == "redis":
            log = RedisLog(request.getfixturevalue("redis_url"), stop_run)
        elif logs:
            return logs[0]
        else:
            log = MemoryLog(stop_run)
        logs.append(log)
        return log

    if request.param == "redis":
        request.getfixturevalue("redis_url")
    yield make
    for log in logs:
        await log.close()
