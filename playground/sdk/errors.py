"""What a script can catch: the gateway's tree, and the mistakes that are made before a call."""

from __future__ import annotations

from playground.gateway.errors import (
    AuthenticationError,
    ConnectionFailedError,
    ContentFilteredError,
    ContextLengthError,
    GatewayError,
    InvalidRequestError,
    MalformedResponseError,
    MessageOrderError,
    NotFoundError,
    PermissionDeniedError,
    ProviderUnavailableError,
    RateLimitError,
    RequestTimeoutError,
    StreamInterruptedError,
    UnsafeUrlError,
    UnsupportedFeatureError,
)

__all__ = [
    "APIError",
    "AuthenticationError",
    "BatchClosedError",
    "ConnectionFailedError",
    "ContentFilteredError",
    "ContextLengthError",
    "GatewayError",
    "InvalidArgumentError",
    "InvalidRequestError",
    "MalformedResponseError",
    "MessageOrderError",
    "NotFoundError",
    "PermissionDeniedError",
    "ProviderUnavailableError",
    "QianfanError",
    "RateLimitError",
    "RequestTimeoutError",
    "StreamInterruptedError",
    "UnsafeUrlError",
    "UnsupportedFeatureError",
]

# The names that scripts written for the original package catch.
QianfanError = GatewayError
APIError = GatewayError


class InvalidArgumentError(ValueError):
    """An argument or a setting makes no sense, or a key is missing; nothing was sent."""


class BatchClosedError(Exception):
    """The batch was closed before this item was answered."""
