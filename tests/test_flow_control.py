"""Long answers over the real server: readers that are slow, and answers that break."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import aiohttp
import pytest

from tests.server import Server, migrate, run_python, server_environment, start_server

ROWS = 500
ROW_BYTES = 60_000
_MAKE = f"""
from uuid import uuid4
import django
django.setup()
from django.db import transaction
from django.test import Client
from playground.batches.models import BatchJob
from tests.batches.ended_jobs import add_row, make_job
from tests.factories import make_user

user = make_user(f"{{uuid4()}}@example.com")
client = Client()
client.force_login(user)
job = make_job(user)
with transaction.atomic():
    for number in range({ROWS}):
        add_row(job, str(number), index=number, output="x" * {ROW_BYTES})
print(client.cookies["sessionid"].value, job.uuid)
"""
_CHANGE = """
import django, sys
django.setup()
from playground.batches.models import BatchRow

rows = BatchRow.objects.filter(job__uuid=sys.argv[1], index__gte=250)
rows.delete() if sys.argv[2] == "delete" else rows.update(inputs="broken")
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    environment = server_environment(
        tmp_path_factory.mktemp("data"), DJANGO_SETTINGS_MODULE="playground.settings"
    )
    migrate(environment)
    with start_server(environment) as server:
        yield server


@pytest.fixture
def download(server: Server) -> tuple[str, str]:
    """The session and the path of a download of sixty megabytes."""
    session, uuid = run_python(server.environment, "-c", _MAKE).split()
    return session, uuid


def test_no_more_is_read_than_a_slow_reader_takes(server, download):
    session, uuid = download
    address = urlsplit(server.url)
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 10)
        reader.connect((address.hostname, address.port))
        reader.sendall(
            f"GET /batches/{uuid}/download/ HTTP/1.1\r\nHost: {address.netloc}\r\n"
            f"Cookie: sessionid={session}\r\nConnection: close\r\n\r\n".encode()
        )
        received = reader.recv(1_000)
        assert received.startswith(b"HTTP/1.1 200")

        # By now a server that does not wait has read all rows.
        run_python(server.environment, "-c", _CHANGE, uuid, "delete")
        length = len(received)
        while piece := reader.recv(1 << 20):
            length += len(piece)

    assert length < ROWS * ROW_BYTES * 0.6


async def test_an_answer_that_breaks_is_not_taken_for_a_whole_one(server, download):
    session, uuid = download
    run_python(server.environment, "-c", _CHANGE, uuid, "break")
    url = f"{server.url}/batches/{uuid}/download/"

    async with (
        aiohttp.ClientSession(cookies={"sessionid": session}) as client,
        client.get(url) as response,
    ):
        assert response.status == 200
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()


async def test_a_reader_who_leaves_does_no_harm(server, download):
    session, uuid = download
    url = f"{server.url}/batches/{uuid}/download/"

    async with aiohttp.ClientSession(cookies={"sessionid": session}) as client:
        for _ in range(3):
            async with client.get(url) as response:
                await response.content.read(10)
                response.close()
        async with client.get(url) as response:
            assert len(await response.read()) > ROWS * ROW_BYTES
