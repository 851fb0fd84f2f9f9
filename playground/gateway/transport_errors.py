"""The one place where httpx's and aiohttp's exceptions become the gateway's."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from typing import Final

import aiohttp
import httpx
from aiohttp.http_exceptions import HttpProcessingError

from playground.gateway import errors
from playground.gateway.errors import ErrorDetails, GatewayError
from playground.gateway.http1_connection import BrokenAnswerError
from playground.gateway.provider_errors import ErrorRule


class AddressRefusedError(OSError):
    """A name leads to an address that the egress policy does not allow."""


# What sending and reading may raise; other exceptions are faults of our own.
TRANSPORT_ERRORS: Final = (
    httpx.HTTPError,
    httpx.StreamError,
    httpx.InvalidURL,
    httpx.CookieConflict,
    aiohttp.ClientError,
    HttpProcessingError,
    BrokenAnswerError,
    OSError,
    EOFError,
    UnicodeError,
)

_TLS = ErrorRule(errors.ConnectionFailedError, "tls_failed", retryable=False)
_NO_HOST = ErrorRule(errors.ConnectionFailedError, "host_not_found", retryable=False)
_CONNECT_TIMEOUT = ErrorRule(errors.RequestTimeoutError, "connect_timeout")
_TIMEOUT = ErrorRule(errors.RequestTimeoutError)
_CONNECTION = ErrorRule(errors.ConnectionFailedError)
_MALFORMED = ErrorRule(errors.MalformedResponseError)
_URL = ErrorRule(errors.UnsafeUrlError, "url_malformed")

# The first class that fits wins, so subclasses stand above their bases.
_RULES: Final[tuple[tuple[type[BaseException], ErrorRule], ...]] = (
    (AddressRefusedError, ErrorRule(errors.UnsafeUrlError, "url_private_address")),
    (aiohttp.ClientConnectorDNSError, _NO_HOST),
    (socket.gaierror, _NO_HOST),
    (aiohttp.ClientSSLError, _TLS),
    (aiohttp.ServerFingerprintMismatch, _TLS),
    (ssl.SSLError, _TLS),
    (aiohttp.ConnectionTimeoutError, _CONNECT_TIMEOUT),
    (httpx.ConnectTimeout, _CONNECT_TIMEOUT),
    (httpx.PoolTimeout, _CONNECT_TIMEOUT),
    (httpx.TimeoutException, _TIMEOUT),
    (TimeoutError, _TIMEOUT),
    (aiohttp.InvalidURL, _URL),
    (httpx.InvalidURL, _URL),
    (httpx.UnsupportedProtocol, _URL),
    (UnicodeError, _URL),
    (aiohttp.ClientPayloadError, _CONNECTION),
    (aiohttp.ClientConnectionError, _CONNECTION),
    (httpx.NetworkError, _CONNECTION),
    (httpx.ProxyError, _CONNECTION),
    (httpx.RemoteProtocolError, _CONNECTION),
    (OSError, _CONNECTION),
    (EOFError, _CONNECTION),
)


def map_transport_error(exc: BaseException, provider: str) -> GatewayError:
    """Translate an exception of the transport; the deepest known cause decides.

    The aiohttp transport of httpx reports many aiohttp errors as `httpx.ConnectTimeout`,
    a server that hangs up among them, so its own word counts last.
    """
    details = ErrorDetails(provider=provider)
    chain = list(_chain(exc))
    if any(isinstance(link, AddressRefusedError) for link in chain):
        return _RULES[0][1].make(details)
    own = [link for link in chain if not isinstance(link, httpx.HTTPError)] or chain
    for error_class, rule in _RULES:
        if isinstance(own[0], error_class):
            return rule.make(details)
    return _MALFORMED.make(details)


def _chain(exc: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while exc is not None and id(exc) not in seen:
        seen.add(id(exc))
        yield exc
        inner = getattr(exc, "os_error", None)
        exc = inner if isinstance(inner, BaseException) else exc.__cause__
