"""The transport over real sockets, with servers that test its patience."""

from __future__ import annotations

import asyncio
import datetime
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from playground.gateway.http1 import HTTP1Transport
from playground.gateway.http1_connection import BrokenAnswerError
from playground.gateway.names import look_up
from tests.gateway.loopback import chunk, server

OK = b"HTTP/1.1 200 OK\r\n"


@asynccontextmanager
async def open_transport(
    context: ssl.SSLContext | None = None, keepalive_seconds: float = 30.0
) -> AsyncIterator[HTTP1Transport]:
    context = context or ssl.create_default_context()
    transport = HTTP1Transport(look_up, context, keepalive_seconds)
    try:
        yield transport
    finally:
        await transport.aclose()


async def ask(transport: HTTP1Transport, url: str, **options) -> tuple[httpx.Response, bytes]:
    response = await transport.handle_async_request(httpx.Request("POST", url, **options))
    body = b"".join([piece async for piece in response.stream])
    await response.aclose()
    return response, body


def answer(body: bytes, head: bytes = b"") -> bytes:
    return OK + head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        (answer(b"whole"), b"whole"),
        (
            OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(b"who") + chunk(b"le") + chunk(b""),
            b"whole",
        ),
        (b"HTTP/1.0 200 OK\r\n\r\nwhole", b"whole"),
        (OK + b"\r\nwhole", b"whole"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer(b"whole"), b"whole"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + answer(b"whole"), b"whole"),
    ],
)
@pytest.mark.parametrize("piece", [1, 1 << 20], ids=["byte by byte", "at once"])
async def test_every_form_of_answer_is_read(sent: bytes, body: bytes, piece: int):
    async def speak(reader, writer):
        for start in range(0, len(sent), piece):
            writer.write(sent[start : start + piece])
            await writer.drain()
        writer.close()

    async with server(speak) as port, open_transport() as transport:
        response, received = await ask(transport, f"http://127.0.0.1:{port}/")

    assert received == body
    assert response.status_code in (200, 204)
    assert "link" not in response.headers


async def test_what_is_asked_goes_out_as_it_is():
    asked = []

    async def record(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head + await reader.readexactly(4))
        writer.write(answer(b""))
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(record, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with open_transport() as transport:
        url = f"http://127.0.0.1:{port}/a%20b?c=%E4%BD%A0"
        await ask(transport, url, headers={"X-Id": "one"}, content=b"body")
    listening.close()

    lines = asked[0].split(b"\r\n")
    assert lines[0] == b"POST /a%20b?c=%E4%BD%A0 HTTP/1.1"
    assert set(lines[1:-2]) == {
        f"Host: 127.0.0.1:{port}".encode(),
        b"Content-Length: 4",
        b"X-Id: one",
    }
    assert lines[-1] == b"body"


async def test_a_header_with_a_line_break_is_not_sent():
    async def speak(reader, writer):
        raise AssertionError

    async with server(speak) as port, open_transport() as transport:
        with pytest.raises(httpx.LocalProtocolError):
            await ask(transport, f"http://127.0.0.1:{port}/", headers={"X-Id": "a\r\nX-Evil: b"})


async def connections_for(*answers: bytes, between: bytes = b"", **options: float) -> int:
    """Return over how many connections the answers came."""
    connections = set()
    left = list(answers)
    has_gone = asyncio.Event()

    async def speak(reader, writer):
        connections.add(writer.get_extra_info("peername"))
        writer.write(left.pop(0))
        await writer.drain()
        if between:
            writer.write(between)
        if between or options:
            # The client is to hang up.
            await reader.read()
            has_gone.set()

    async with server(speak) as port, open_transport(**options) as transport:
        for _ in answers:
            await ask(transport, f"http://127.0.0.1:{port}/")
            if between or options:
                async with asyncio.timeout(5):
                    await has_gone.wait()
    return len(connections)


async def test_a_connection_is_used_again():
    assert await connections_for(answer(b"one"), answer(b"two"), answer(b"three")) == 1


@pytest.mark.parametrize(
    "first",
    [
        answer(b"one", b"Connection: close\r\n"),
        answer(b"one").replace(b"HTTP/1.1", b"HTTP/1.0"),
        answer(b"one") + answer(b"nobody asked for this"),
    ],
)
async def test_a_connection_that_ends_or_misbehaves_is_not_used_again(first: bytes):
    assert await connections_for(first, answer(b"two")) == 2


async def test_an_answer_that_nobody_reads_does_not_reach_the_next():
    async def speak(reader, writer):
        writer.write(answer(b"unread") if not speak.asked else answer(b"second"))
        speak.asked += 1

    speak.asked = 0
    async with server(speak) as port, open_transport() as transport:
        request = httpx.Request("GET", f"http://127.0.0.1:{port}/")
        response = await transport.handle_async_request(request)
        await response.aclose()
        _, body = await ask(transport, f"http://127.0.0.1:{port}/")

    assert body == b"second"


async def test_what_comes_unasked_ends_a_connection():
    assert await connections_for(answer(b"one"), answer(b"two"), between=b"HTTP/1.1 ") == 2


async def test_a_connection_is_kept_for_a_while_only():
    assert await connections_for(answer(b"one"), answer(b"two"), keepalive_seconds=0.01) == 2


async def test_an_answer_that_is_not_read_to_its_end_takes_its_connection_along():
    is_closed = asyncio.Event()

    async def speak(reader, writer):
        writer.write(OK + b"Content-Length: 100\r\n\r\nsome")
        await reader.read()
        is_closed.set()

    async with server(speak) as port, open_transport() as transport:
        request = httpx.Request("GET", f"http://127.0.0.1:{port}/")
        response = await transport.handle_async_request(request)
        await response.aclose()
        async with asyncio.timeout(5):
            await is_closed.wait()


async def test_a_reader_who_takes_nothing_is_not_flooded():
    size = 16 << 20
    has_sent = asyncio.Event()

    async def speak(reader, writer):
        writer.write(OK + f"Content-Length: {size}\r\n\r\n".encode())
        for _ in range(size >> 16):
            writer.write(bytes(1 << 16))
            await writer.drain()
        has_sent.set()

    async with server(speak) as port, open_transport() as transport:
        request = httpx.Request("GET", f"http://127.0.0.1:{port}/")
        response = await transport.handle_async_request(request)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await has_sent.wait()
        received = sum([len(piece) async for piece in response.stream])
        await response.aclose()

    assert received == size


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (b"", httpx.RemoteProtocolError),
        (OK + b"Content-Length: 9\r\n\r\nsome", httpx.RemoteProtocolError),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(b"some"), httpx.RemoteProtocolError),
        (b"no http at all\r\n\r\n", BrokenAnswerError),
        (OK + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nsome", BrokenAnswerError),
        (OK + b"X: " + b"x" * 70_000, BrokenAnswerError),
        (OK + b"X: " + b"x" * 70_000 + b"\r\n" + answer(b"")[17:], BrokenAnswerError),
        (
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
            Exception,
        ),
    ],
)
async def test_what_is_no_answer_is_an_error(sent: bytes, error: type[Exception]):
    async def speak(reader, writer):
        writer.write(sent)
        await writer.drain()
        writer.close()

    async with server(speak) as port, open_transport() as transport:
        with pytest.raises(error):
            await ask(transport, f"http://127.0.0.1:{port}/")


async def test_a_server_that_does_not_accept_runs_into_the_connect_timeout():
    async def never_look_up(host, port):
        await asyncio.Event().wait()

    transport = HTTP1Transport(never_look_up, ssl.create_default_context())
    request = httpx.Request("GET", "http://example.com/")
    request.extensions["timeout"] = {"connect": 0.01}

    with pytest.raises(httpx.ConnectTimeout):
        await transport.handle_async_request(request)


async def test_closing_the_transport_ends_what_is_under_way():
    is_asked = asyncio.Event()

    async def speak(reader, writer):
        is_asked.set()
        await reader.read()

    async with server(speak) as port:
        async with open_transport() as transport:
            task = asyncio.create_task(ask(transport, f"http://127.0.0.1:{port}/"))
            await is_asked.wait()
        with pytest.raises(httpx.ReadError):
            await task


def make_certificate(folder: Path) -> Path:
    """Write a key and its own certificate for `localhost` into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    path = folder / "localhost.pem"
    path.write_bytes(
        certificate.public_bytes(encoding)
        + key.private_bytes(
            encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return path


@pytest.mark.parametrize("is_trusted", [True, False])
async def test_certificates_are_looked_at(tmp_path: Path, is_trusted: bool):
    certificate = make_certificate(tmp_path)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(certificate)
    client_side = ssl.create_default_context(cafile=certificate if is_trusted else None)

    async def speak(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(b"secret"))
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(speak, "127.0.0.1", 0, ssl=server_side)
    url = f"https://localhost:{listening.sockets[0].getsockname()[1]}/"
    async with open_transport(client_side) as transport:
        if is_trusted:
            _, body = await ask(transport, url)
            assert body == b"secret"
        else:
            with pytest.raises(ssl.SSLCertVerificationError):
                await ask(transport, url)
    listening.close()
