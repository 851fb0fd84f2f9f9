"""The server process in front of the application: what it does before any consumer is asked."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import aiohttp
import pytest

from playground.server import MAX_FRAME_BYTES
from tests.people import Person, sign_in
from tests.server import Server, migrate, server_environment, start_server
from tests.sockets import connect


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    environment = server_environment(tmp_path_factory.mktemp("data"))
    migrate(environment)
    with start_server(environment) as server:
        yield server


@pytest.fixture(scope="module")
def person(server: Server) -> Person:
    return sign_in(server.environment)


async def test_a_frame_beyond_all_measure_ends_its_own_socket_and_says_why(server, person):
    async with (
        aiohttp.ClientSession() as session,
        connect(session, server.url, person) as page,
        connect(session, server.url, person) as other,
    ):
        # The server may be gone before it has heard all of it.
        with suppress(ConnectionError):
            await page.send(type="socket.ping", padding="x" * MAX_FRAME_BYTES)
        closing = await page.socket.receive(timeout=10)
        await other.send(type="socket.ping")

        assert (await other.receive())["type"] == "socket.pong"
    assert (closing.type, closing.data) == (aiohttp.WSMsgType.CLOSE, 1009)


async def test_the_longest_texts_that_are_allowed_pass(server, person):
    padding = "😀" * 2_000_000
    async with aiohttp.ClientSession() as session, connect(session, server.url, person) as page:
        await page.send(type="socket.ping", padding=padding)

        assert (await page.receive())["type"] == "socket.pong"


def test_a_server_ends_although_it_is_asked_for_much(tmp_path):
    environment = server_environment(tmp_path)
    migrate(environment)
    with start_server(environment) as server, ExitStack() as sockets:
        host, port = server.url.removeprefix("http://").split(":")
        for _ in range(40):
            asking = sockets.enter_context(socket.create_connection((host, int(port))))
            asking.sendall(b"GET /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        # Some are answered, so that others are in the making.
        asking.recv(1)

        assert server.end() == 0
