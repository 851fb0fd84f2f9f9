"""The real client against real sockets on the loopback interface."""

from __future__ import annotations

import asyncio
import socket

import httpx
import pytest

from playground.gateway import (
    ConnectionFailedError,
    EgressPolicy,
    MalformedResponseError,
    RequestTimeoutError,
    StreamInterruptedError,
    TextDelta,
    Timeouts,
)
from playground.gateway.client import stream_reply
from playground.gateway.transport import (
    close_transports,
    shared_transport,
)
from tests.gateway.doubles import request_for, text_of
from tests.gateway.loopback import END, FRAME, HEAD, LOOPBACK, call, chunk, local, server


async def test_a_stream_over_a_real_socket_is_read_and_its_connection_used_again():
    connections = set()

    async def speak(reader, writer):
        connections.add(writer.get_extra_info("peername"))
        body = chunk(FRAME) + chunk(END) + chunk(b"")
        writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + body)

    async with server(speak) as port:
        for _ in range(3):
            assert text_of(await call(local(port))) == "Hi"

    assert len(connections) == 1


async def test_a_connection_whose_end_comes_late_is_used_again():
    connections = set()

    async def speak(reader, writer):
        connections.add(writer.get_extra_info("peername"))
        writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(FRAME) + chunk(END))
        await writer.drain()
        loop, is_late = asyncio.get_running_loop(), asyncio.Event()
        loop.call_later(0.02, is_late.set)
        await is_late.wait()
        writer.write(chunk(b""))

    async with server(speak) as port:
        for _ in range(2):
            assert text_of(await call(local(port))) == "Hi"

    assert len(connections) == 1


async def test_stopping_closes_the_connection_at_once():
    is_closed = asyncio.Event()

    async def speak(reader, writer):
        writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(FRAME))
        await writer.drain()
        assert await reader.read() is not None
        is_closed.set()

    async with server(speak) as port:
        stream = stream_reply(request_for("openai_compatible"), local(port))
        assert await anext(stream) == TextDelta("Hi")

        await stream.aclose()

        async with asyncio.timeout(5):
            await is_closed.wait()


async def test_cancelling_before_the_answer_closes_the_connection_at_once():
    is_asked, is_closed = asyncio.Event(), asyncio.Event()

    async def speak(reader, writer):
        is_asked.set()
        await reader.read()
        is_closed.set()

    async with server(speak) as port:
        task = asyncio.create_task(call(local(port)))
        async with asyncio.timeout(5):
            await is_asked.wait()
            task.cancel()
            await is_closed.wait()
        await asyncio.wait([task])

    assert task.cancelled()


@pytest.mark.parametrize(
    ("answer", "error_class"),
    [
        (b"", ConnectionFailedError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", ConnectionFailedError),
        (b"\x16\x03\x01 not http\r\n\r\n", MalformedResponseError),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", MalformedResponseError),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", MalformedResponseError),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(FRAME), StreamInterruptedError),
        (HEAD + b"\r\n" + FRAME, StreamInterruptedError),
    ],
)
async def test_a_broken_server_gives_an_error_of_ours(answer, error_class):
    async def speak(reader, writer):
        writer.write(answer)
        writer.close()

    async with server(speak) as port:
        with pytest.raises(error_class):
            await call(local(port))


async def test_a_closed_port_is_a_failed_connection():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(ConnectionFailedError) as caught:
        await call(local(port))

    assert caught.value.code == "connection_failed"


async def test_a_server_that_says_nothing_runs_into_the_first_byte_timeout():
    async def speak(reader, writer):
        await reader.read()

    async with server(speak) as port:
        with pytest.raises(RequestTimeoutError):
            await call(local(port), Timeouts(first_byte_seconds=0.05))


async def test_headers_alone_do_not_count_as_the_first_byte():
    async def speak(reader, writer):
        writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        await reader.read()

    async with server(speak) as port:
        with pytest.raises(RequestTimeoutError):
            await call(local(port), Timeouts(first_byte_seconds=0.1))


async def test_a_server_that_falls_silent_runs_into_the_idle_timeout():
    async def speak(reader, writer):
        writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(FRAME))
        await reader.read()

    async with server(speak) as port:
        with pytest.raises(StreamInterruptedError) as caught:
            await call(local(port), Timeouts(idle_seconds=0.05))

    assert caught.value.code == "stream_idle"


async def test_a_slow_drip_runs_into_the_total_timeout():
    async def speak(reader, writer):
        writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(FRAME))
        gone = asyncio.create_task(reader.read())
        while not gone.done():
            writer.write(chunk(b": wait\n"))
            await asyncio.wait([gone], timeout=0.01)

    async with server(speak) as port:
        with pytest.raises(StreamInterruptedError):
            await call(local(port), Timeouts(idle_seconds=5, total_seconds=0.15))


async def test_a_redirect_is_not_followed():
    asked = []

    async def speak(reader, writer):
        asked.append(True)
        target = f"http://127.0.0.1:{writer.get_extra_info('sockname')[1]}/inside"
        head = f"HTTP/1.1 307 Moved\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n"
        writer.write(head.encode())

    async with server(speak) as port:
        with pytest.raises(MalformedResponseError):
            await call(local(port))

    assert len(asked) == 1


async def test_a_cookie_of_one_credential_never_reaches_another():
    requests = []

    async def speak(reader, writer):
        body = FRAME + END
        head = HEAD + b"Set-Cookie: session=secret; Path=/\r\nConnection: close\r\n"
        writer.write(head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)

    async def record(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        requests.append(head)
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        await speak(reader, writer)
        writer.close()

    listening = await asyncio.start_server(record, "127.0.0.1", 0)
    try:
        for _ in range(2):
            await call(local(listening.sockets[0].getsockname()[1]))
    finally:
        listening.close()

    assert len(requests) == 2
    assert b"cookie" not in requests[1].lower()
    assert b"accept-encoding: identity" in requests[1].lower()


async def test_the_environment_names_no_proxy(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    async def speak(reader, writer):
        body = FRAME + END
        writer.write(HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)

    async with server(speak) as port:
        assert text_of(await call(local(port))) == "Hi"


async def test_there_is_one_transport_for_a_loop_and_a_policy():
    first, second = shared_transport(LOOPBACK), shared_transport(EgressPolicy(("127.0.0.1",)))
    other = shared_transport(EgressPolicy())

    assert first is second
    assert first is not other


async def test_closed_transports_are_replaced():
    first = shared_transport(LOOPBACK)

    await close_transports()

    assert shared_transport(LOOPBACK) is not first


def test_each_event_loop_has_transports_of_its_own():
    async def one_transport() -> httpx.AsyncBaseTransport:
        transport = shared_transport(LOOPBACK)
        await close_transports()
        return transport

    assert asyncio.run(one_transport()) is not asyncio.run(one_transport())
