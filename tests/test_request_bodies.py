from __future__ import annotations

import io
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from playground.request_bodies import serving_bodies, take_body
from tests.server import migrate, server_environment, start_server

PIECE = 1 << 18
MEGABYTE = 1 << 20


class Request:
    """What take_body needs of a request."""

    def __init__(self, content: bytes) -> None:
        self.content = io.BytesIO(content)


async def nothing_more():
    return {"type": "http.disconnect"}


async def pieces_of(content: bytes, receive=nothing_more):
    """Return what an application receives, and the body afterwards."""
    request, scope = Request(content), {"type": "http"}
    body = request.content
    take_body(request, scope)
    assert request.content.read() == b""
    received = []

    async def application(scope, receive, send):
        assert list(scope) == ["type"]
        while not received or received[-1]["type"] == "http.request":
            received.append(await receive())

    await serving_bodies(application)(scope, receive, None)
    return received, body


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5])
async def test_a_body_comes_in_pieces_and_whole(size):
    content = bytes(number % 251 for number in range(size))

    received, _body = await pieces_of(content)

    *pieces, end = received
    assert b"".join(piece["body"] for piece in pieces) == content
    assert max(len(piece["body"]) for piece in pieces) <= PIECE
    assert [piece["more_body"] for piece in pieces] == [*[True] * (len(pieces) - 1), False]
    assert end == {"type": "http.disconnect"}


async def test_the_empty_body_that_the_server_adds_is_left_out():
    messages = iter([{"type": "http.request", "body": b""}, {"type": "http.disconnect"}])

    async def receive():
        return next(messages)

    received, _body = await pieces_of(b"x", receive)

    assert [message["type"] for message in received] == ["http.request", "http.disconnect"]


async def test_the_body_is_gone_when_the_application_is_done():
    _received, body = await pieces_of(b"x")

    assert body.closed


async def test_the_body_is_gone_when_the_application_fails():
    request, scope = Request(b"x"), {"type": "http"}
    body = request.content
    take_body(request, scope)

    async def application(scope, receive, send):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await serving_bodies(application)(scope, nothing_more, None)
    assert body.closed


async def test_what_is_no_request_passes():
    seen = []

    async def application(scope, receive, send):
        seen.append((scope, receive, send))

    await serving_bodies(application)({"type": "websocket"}, nothing_more, print)

    assert seen == [({"type": "websocket"}, nothing_more, print)]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    environment = server_environment(
        tmp_path_factory.mktemp("bodies"), BATCH_MAX_FILE_BYTES=str(64 * MEGABYTE)
    )
    migrate(environment)
    with start_server(environment) as server:
        yield server


def post(server, size, *, declared=None):
    """Send a form of `size` bytes with a file in it, as far as it is taken; return the status."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    length = declared or size
    place = urlsplit(server.url)
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        connection.sendall(
            b"POST /batches/new/ HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
            % (place.netloc.encode(), length)
        )
        left = size - len(head)
        try:
            connection.sendall(head)
            while left > 0:
                connection.sendall(b"a,b\n" * min(left // 4 + 1, MEGABYTE // 4))
                left -= MEGABYTE
        except ConnectionError:
            # It was told before the end.
            pass
        return int(connection.recv(64).split()[1])


def peak_megabytes(server):
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs the memory of a process")
def test_a_large_upload_takes_no_memory(server):
    assert post(server, MEGABYTE) == 403
    before = peak_megabytes(server)

    # No token came with it, which Django finds only once it has read all of it.
    assert post(server, 60 * MEGABYTE) == 403

    assert peak_megabytes(server) - before < 20


def test_what_is_longer_than_any_file_may_be_is_not_even_read(server):
    assert post(server, MEGABYTE, declared=200 * MEGABYTE) == 413
