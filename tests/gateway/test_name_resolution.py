"""Names that lead inside, judged where the connection is made."""

from __future__ import annotations

import asyncio
import socket

import httpx
import pytest
from aiohappyeyeballs import AddrInfoType

from playground.gateway import (
    BearerKey,
    EgressPolicy,
    Timeouts,
    UnsafeUrlError,
)
from playground.gateway.connection import Connection
from playground.gateway.names import GuardedLookup
from playground.gateway.runtime import Runtime
from playground.gateway.transport import make_transport, send
from tests.gateway.doubles import collect, text_of
from tests.gateway.loopback import END, FRAME, HEAD, ONCE, call, local, server


class Names:
    """A name service that gives each of `answers` in turn, the last one for ever."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    async def __call__(self, host: str, port: int) -> list[AddrInfoType]:
        addresses = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, port)) for address in addresses
        ]


async def named_call(port: int, policy: EgressPolicy, *answers: list[str]):
    transport = make_transport(policy, Names(*answers))
    runtime = Runtime(transport_for=lambda _: transport, retries=ONCE)
    connection = Connection(
        "openai_compatible", f"https://models.example.com:{port}", BearerKey("key"), egress=policy
    )
    try:
        return await collect(
            lambda request: None, "openai_compatible", connection=connection, runtime=runtime
        )
    finally:
        await transport.aclose()


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"], ["::1"], ["::ffff:7f00:1"]]
)
async def test_a_public_name_with_a_private_address_is_not_connected_to(addresses):
    connected = []

    async def accept(reader, writer):
        connected.append(True)
        writer.close()

    listening = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        port = listening.sockets[0].getsockname()[1]
        events, error = await named_call(port, EgressPolicy(), addresses)
    finally:
        listening.close()

    assert events == connected == []
    assert isinstance(error, UnsafeUrlError)
    assert error.code == "url_private_address"


async def test_a_name_that_changes_its_mind_is_judged_each_time():
    transport = make_transport(EgressPolicy(), Names(["127.0.0.1"], ["127.0.0.1"]))
    request = httpx.Request("GET", "https://models.example.com:9/")
    try:
        for _ in range(2):
            with pytest.raises(UnsafeUrlError):
                await send(transport, request, Timeouts(), "openai_compatible")
    finally:
        await transport.aclose()


async def test_of_several_addresses_only_the_public_ones_are_tried():
    look_up = GuardedLookup(EgressPolicy(), Names(["127.0.0.1", "192.0.2.1", "93.184.216.34"]))

    addresses = await look_up("models.example.com", 443)

    assert [address[4][0] for address in addresses] == ["93.184.216.34"]


async def test_many_connections_at_once_ask_for_a_name_once():
    names = Names(["93.184.216.34"], ["127.0.0.1"])
    look_up = GuardedLookup(EgressPolicy(), names)

    found = await asyncio.gather(*(look_up("models.example.com", 443) for _ in range(50)))

    assert {address[4][0] for addresses in found for address in addresses} == {"93.184.216.34"}
    assert len(names.answers) == 1


async def test_a_name_that_was_not_found_is_asked_for_again():
    async def fail_once(host, port):
        answers.append(host)
        if len(answers) == 1:
            raise socket.gaierror(-3, "try again")
        return await Names(["93.184.216.34"])(host, port)

    answers: list[str] = []
    look_up = GuardedLookup(EgressPolicy(), fail_once)

    with pytest.raises(socket.gaierror):
        await look_up("models.example.com", 443)

    assert await look_up("models.example.com", 443)


async def test_an_allowed_name_may_lead_inside():
    async def speak(reader, writer):
        body = FRAME + END
        writer.write(HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)

    async with server(speak) as port:
        policy = EgressPolicy((f"models.lan:{port}",))
        transport = make_transport(policy, Names(["127.0.0.1"]))
        events, error = await collect(
            lambda request: None,
            "openai_compatible",
            connection=local(port, policy, host="models.lan"),
            runtime=Runtime(transport_for=lambda _: transport, retries=ONCE),
        )
        await transport.aclose()

    assert error is None
    assert text_of(events) == "Hi"


async def test_a_private_literal_address_is_refused_without_a_connection():
    async def speak(reader, writer):
        raise AssertionError

    async with server(speak) as port:
        with pytest.raises(UnsafeUrlError):
            await call(local(port, EgressPolicy()))
