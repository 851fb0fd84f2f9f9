"""A Celery worker on Redis, and what the scheduler gives it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import aiohttp
import pytest

from tests.people import Person
from tests.production.runs import heartbeat_was_long_ago, stored
from tests.server import ROOT, Server, wait_until
from tests.sockets import connect

SEND = """
from playground.celery import app
for entry in app.conf.beat_schedule.values():
    app.send_task(entry["task"])
"""


@pytest.fixture
def worker(environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "celery", "-A", "playground.celery", "worker"]
    process = subprocess.Popen(
        [*command, "--concurrency=1", "--pool=threads", "--loglevel=warning"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def send_what_is_scheduled(environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", SEND], cwd=ROOT, env=environment, check=True)


async def test_a_worker_closes_what_a_dead_server_left(
    environment: dict[str, str],
    first_server: Server,
    worker: None,
    person: Person,
    session: aiohttp.ClientSession,
):
    async with connect(session, first_server.url, person) as socket:
        await socket.submit("my-fault-hang")
        run = (await socket.receive_until("completion.started"))["run"]
        first_server.process.kill()
        first_server.process.wait()
    heartbeat_was_long_ago(environment, run)

    send_what_is_scheduled(environment)

    wait_until(lambda: stored(environment, run)[0] == "interrupted", seconds=20)
