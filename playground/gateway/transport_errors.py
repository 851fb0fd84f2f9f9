"""The one place where the exceptions of sockets, TLS and httpx become the gateway's."""

from __future__ import annotations

import socket
import ssl
from typing import Final

import httpx

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
    (socket.gaierror, _NO_HOST),
    (ssl.SSLError, _TLS),
    (httpx.ConnectTimeout, _CONNECT_TIMEOUT),
    (httpx.PoolTimeout, _CONNECT_TIMEOUT),
    (httpx.TimeoutException, _TIMEOUT),
    (TimeoutError, _TIMEOUT),
    (httpx.InvalidURL, _URL),
    (httpx.UnsupportedProtocol, _URL),
    (UnicodeError, _URL),
    (httpx.NetworkError, _CONNECTION),
    (httpx.ProxyError, _CONNECTION),
    (httpx.RemoteProtocolError, _CONNECTION),
    (OSError, _CONNECTION),
    (EOFError, _CONNECTION),
)


def map_transport_error(exc: BaseException, provider: str) -> GatewayError:
    """Translate an exception of the transport."""
    details = ErrorDetails(provider=provider)
    for error_class, rule in _RULES:
        if isinstance(exc, error_class):
            return rule.make(details)
    return _MALFORMED.make(details)
