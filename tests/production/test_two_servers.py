"""A stream belongs to one server; every server can show, stop and outlive it."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

import aiohttp
import pytest

from tests.people import Person
from tests.production.runs import heartbeat_was_long_ago, stored
from tests.server import Server, manage
from tests.sockets import PageSocket, connect


async def follow(socket: PageSocket, run: str) -> tuple[str, dict[str, Any]]:
    """Attach from the start; return the whole text and the frame that ended it."""
    await socket.send(type="run.attach", run=run, offset=0, reasoning_offset=0)
    text = ""
    while True:
        frame = await socket.receive()
        match frame["type"]:
            case "completion.delta":
                assert frame["offset"] == len(text)
                text += frame["text"]
            case "run.reset":
                text = frame["text"]
            case "completion.finished" | "completion.failed":
                return text, frame


async def test_a_stream_of_one_server_is_followed_on_the_other(
    first_server: Server, second_server: Server, person: Person, session: aiohttp.ClientSession
):
    async with (
        connect(session, first_server.url, person) as here,
        connect(session, second_server.url, person) as there,
    ):
        await here.submit("my-fault-deltas-40--delta-10")
        started = await here.receive_until("completion.started")

        text, last = await follow(there, started["run"])

    assert text == "".join(f"w{number} " for number in range(40))
    assert last["type"] == "completion.finished"
    assert last["length"] == len(text)


async def test_stop_reaches_the_other_server(
    first_server: Server,
    second_server: Server,
    person: Person,
    session: aiohttp.ClientSession,
    sandbox_url: str,
):
    async with (
        connect(session, first_server.url, person) as here,
        connect(session, second_server.url, person) as there,
    ):
        await here.submit("my-fault-deltas-100000--delta-10")
        started = await here.receive_until("completion.started")
        await here.receive_until("completion.delta")

        await there.send(type="completion.stop", run=started["run"], seen=0)
        finished = await here.receive_until("completion.finished")

    assert finished["status"] == "stopped"
    async with session.get(f"{sandbox_url}/sandbox/stats") as response:
        assert (await response.json())["open_streams"] == 0


async def test_a_killed_server_leaves_its_text_and_the_run_interrupted(
    environment: dict[str, str],
    first_server: Server,
    second_server: Server,
    person: Person,
    session: aiohttp.ClientSession,
):
    async with connect(session, first_server.url, person) as here:
        await here.submit("my-fault-deltas-100000--delta-20")
        run = (await here.receive_until("completion.started"))["run"]
        async with asyncio.timeout(20):
            while not stored(environment, run)[1]:
                await here.receive_until("completion.delta")
        first_server.end(signal.SIGKILL)
    before = stored(environment, run)[1]

    heartbeat_was_long_ago(environment, run)
    close = "from playground.runs.services import close_interrupted_runs as c; c()"
    manage(environment, "shell", "--command", close)

    status, output = stored(environment, run)
    assert (status, output) == ("interrupted", before)
    async with connect(session, second_server.url, person) as there:
        text, last = await follow(there, run)
    assert text == output
    assert (last["type"], last["status"]) == ("completion.failed", "interrupted")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_server_that_ends_in_order_closes_its_runs(
    environment: dict[str, str],
    first_server: Server,
    person: Person,
    session: aiohttp.ClientSession,
    number: int,
):
    async with connect(session, first_server.url, person) as here:
        await here.submit("my-fault-deltas-100000--delta-20")
        run = (await here.receive_until("completion.started"))["run"]
        await here.receive_until("completion.delta")

        first_server.end(number)

    status, output = stored(environment, run)
    assert status == "interrupted"
    assert output.startswith("w0 ")
