"""Nothing that httpx, the parser, sockets or TLS raise may leave the gateway."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator

import httpx
import pytest

from playground.gateway import (
    ConnectionFailedError,
    GatewayError,
    MalformedResponseError,
    RequestTimeoutError,
    UnsafeUrlError,
)
from playground.gateway.http1_connection import BrokenAnswerError
from playground.gateway.transport_errors import (
    TRANSPORT_ERRORS,
    AddressRefusedError,
    map_transport_error,
)


def tree(*roots: type[BaseException]) -> Iterator[type[BaseException]]:
    for root in roots:
        yield root
        yield from tree(*root.__subclasses__())


# Others have subclasses as well, if they happen to be imported.
PACKAGES = {"httpx", "playground", "builtins", "socket", "ssl"}
FOREIGN = sorted(
    {
        error_class
        for error_class in tree(
            httpx.HTTPError,
            httpx.StreamError,
            httpx.InvalidURL,
            httpx.CookieConflict,
            BrokenAnswerError,
            ConnectionError,
            TimeoutError,
            socket.gaierror,
            ssl.SSLError,
        )
        if error_class.__module__.partition(".")[0] in PACKAGES
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

    assert {"ConnectTimeout", "RemoteProtocolError", "SSLCertVerificationError"} <= names
    assert len(FOREIGN) > 35


@pytest.mark.parametrize(
    ("exc", "error_class", "code"),
    [
        (TimeoutError(), RequestTimeoutError, "request_timeout"),
        (httpx.ReadTimeout(""), RequestTimeoutError, "request_timeout"),
        (httpx.ConnectTimeout(""), RequestTimeoutError, "connect_timeout"),
        (httpx.ConnectError(""), ConnectionFailedError, "connection_failed"),
        (ConnectionResetError(), ConnectionFailedError, "connection_failed"),
        (socket.gaierror(-2, "unknown"), ConnectionFailedError, "host_not_found"),
        (ssl.SSLError(1, "bad"), ConnectionFailedError, "tls_failed"),
        (asyncio.IncompleteReadError(b"", 1), ConnectionFailedError, "connection_failed"),
        (httpx.DecodingError(""), MalformedResponseError, "malformed_response"),
        (BrokenAnswerError("no"), MalformedResponseError, "malformed_response"),
        (httpx.InvalidURL("no"), UnsafeUrlError, "url_malformed"),
        (AddressRefusedError("no"), UnsafeUrlError, "url_private_address"),
    ],
)
def test_the_common_ones_are_told_apart(exc, error_class, code):
    error = map_transport_error(exc, "qianfan_v1")

    assert type(error) is error_class
    assert error.code == code


@pytest.mark.parametrize(
    "exc", [ssl.SSLError(1, "bad"), socket.gaierror(-2, "unknown"), AddressRefusedError("no")]
)
def test_what_will_not_pass_is_not_retried(exc):
    assert not map_transport_error(exc, "qianfan_v1").retryable
