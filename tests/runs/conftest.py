"""Both stream logs, and a Redis server of the tests' own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time

import pytest
import pytest_asyncio
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from playground.runs.memory_log import MemoryLog
from playground.runs.redis_log import RedisLog
from tests.conversations.conftest import _orderly_end, sandbox, sandbox_url  # noqa: F401


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    executable = shutil.which("redis-server")
    if executable is None:
        message = "no redis-server: apt-get install redis-server"
        if os.environ.get("REQUIRE_REDIS") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = str(tmp_path_factory.mktemp("redis"))
    process = subprocess.Popen(
        [executable, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
        stdout=subprocess.DEVNULL,
    )
    url = f"redis://127.0.0.1:{port}/0"
    try:
        _wait_until_it_answers(url)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_until_it_answers(url: str) -> None:
    with Redis.from_url(url) as redis:
        for _ in range(200):
            try:
                redis.ping()
            except RedisConnectionError:
                time.sleep(0.02)
            else:
                return
    raise TimeoutError("redis-server does not answer")


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
