"""Nothing of httpx or aiohttp may leave the gateway."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator

import aiohttp
import httpx
import pytest
from aiohttp import http_exceptions
from aiohttp.client_reqrep import ConnectionKey

from playground.gateway import (
    ConnectionFailedError,
    GatewayError,
    MalformedResponseError,
    RequestTimeoutError,
    UnsafeUrlError,
)
from playground.gateway.transport_errors import (
    TRANSPORT_ERRORS,
    AddressRefusedError,
    map_transport_error,
)

KEY = ConnectionKey("host", 443, True, True, None, None, None)


def tree(*roots: type[BaseException]) -> Iterator[type[BaseException]]:
    for root in roots:
        yield root
        yield from tree(*root.__subclasses__())


FOREIGN = sorted(
    {
        error_class
        for error_class in tree(
            httpx.HTTPError,
            httpx.StreamError,
            httpx.InvalidURL,
            httpx.CookieConflict,
            aiohttp.ClientError,
            aiohttp.ServerTimeoutError,
            http_exceptions.HttpProcessingError,
        )
        if error_class.__module__.startswith(("httpx", "aiohttp"))
    },
    key=lambda error_class: (error_class.__module__, error_class.__qualname__),
)


def blank(error_class: type[BaseException]) -> BaseException:
    """Make an exception without knowing what its constructor wants."""
    error = error_class.__new__(error_class)
    BaseException.__init__(error, "boom")
    return error


@pytest.mark.parametrize("error_class", FOREIGN, ids=lambda c: f"{c.__module__}.{c.__name__}")
def test_every_foreign_error_is_caught_and_translated(error_class):
    assert issubclass(error_class, TRANSPORT_ERRORS)

    error = map_transport_error(blank(error_class), "qianfan_v2")

    assert isinstance(error, GatewayError)
    assert error.provider == "qianfan_v2"
    assert error.user_message


def test_the_trees_are_walked_at_all():
    names = {error_class.__name__ for error_class in FOREIGN}

    assert {"ConnectTimeout", "ServerDisconnectedError", "ClientPayloadError"} <= names
    assert len(FOREIGN) > 50


def os_error(number: int = 111) -> OSError:
    return OSError(number, "boom")


@pytest.mark.parametrize(
    ("exc", "error_class", "code"),
    [
        (TimeoutError(), RequestTimeoutError, "request_timeout"),
        (httpx.ReadTimeout(""), RequestTimeoutError, "request_timeout"),
        (httpx.ConnectTimeout(""), RequestTimeoutError, "connect_timeout"),
        (aiohttp.ConnectionTimeoutError(), RequestTimeoutError, "connect_timeout"),
        (aiohttp.SocketTimeoutError(), RequestTimeoutError, "request_timeout"),
        (httpx.ConnectError(""), ConnectionFailedError, "connection_failed"),
        (ConnectionResetError(), ConnectionFailedError, "connection_failed"),
        (aiohttp.ServerDisconnectedError(), ConnectionFailedError, "connection_failed"),
        (aiohttp.ClientPayloadError(), ConnectionFailedError, "connection_failed"),
        (aiohttp.ClientConnectorDNSError(KEY, os_error()), ConnectionFailedError, "host_not_found"),
        (socket.gaierror(-2, "unknown"), ConnectionFailedError, "host_not_found"),
        (aiohttp.ClientConnectorSSLError(KEY, os_error()), ConnectionFailedError, "tls_failed"),
        (ssl.SSLError(1, "bad"), ConnectionFailedError, "tls_failed"),
        (asyncio.IncompleteReadError(b"", 1), ConnectionFailedError, "connection_failed"),
        (httpx.DecodingError(""), MalformedResponseError, "malformed_response"),
        (http_exceptions.LineTooLong(b"x"), MalformedResponseError, "malformed_response"),
        (httpx.InvalidURL("no"), UnsafeUrlError, "url_malformed"),
        (AddressRefusedError("no"), UnsafeUrlError, "url_private_address"),
    ],
)
def test_the_common_ones_are_told_apart(exc, error_class, code):
    error = map_transport_error(exc, "qianfan_v1")

    assert type(error) is error_class
    assert error.code == code


def test_the_cause_counts_more_than_what_the_transport_makes_of_it():
    hung_up = httpx.ConnectTimeout("")
    hung_up.__cause__ = aiohttp.ServerDisconnectedError()

    assert map_transport_error(hung_up, "qianfan_v1").code == "connection_failed"


def test_a_refused_address_is_found_inside_a_failed_lookup():
    refused = httpx.ConnectError("")
    refused.__cause__ = aiohttp.ClientConnectorDNSError(KEY, AddressRefusedError("no"))

    assert map_transport_error(refused, "qianfan_v1").code == "url_private_address"


@pytest.mark.parametrize(
    "exc", [ssl.SSLError(1, "bad"), socket.gaierror(-2, "unknown"), AddressRefusedError("no")]
)
def test_what_will_not_pass_is_not_retried(exc):
    assert not map_transport_error(exc, "qianfan_v1").retryable
