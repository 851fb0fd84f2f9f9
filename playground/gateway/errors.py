"""Every error that leaves the gateway.

GatewayError
├── InvalidRequestError            our parameters
│   ├── ContextLengthError         too much text for the model
│   ├── UnsupportedFeatureError    cannot be expressed to this provider
│   ├── MessageOrderError          a message stands where it may not
│   └── UnsafeUrlError             an address that we do not call
├── AuthenticationError            the credential
├── PermissionDeniedError          the credential may not do this
├── NotFoundError                  no such model or endpoint
├── RateLimitError                 too fast, or a quota is used up
├── ContentFilteredError           refused by policy
├── ProviderUnavailableError       the provider is down or overloaded
├── ConnectionFailedError          could not be reached
├── RequestTimeoutError            no answer in time
├── StreamInterruptedError         broke in the middle of an answer
└── MalformedResponseError         an answer that nobody can read
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from playground.gateway.error_messages import ERROR_MESSAGES


@dataclass(frozen=True, slots=True)
class ErrorDetails:
    """What a provider said about an error; texts are already scrubbed and short."""

    provider: str = ""
    status_code: int | None = None
    request_id: str = ""
    provider_code: str = ""
    provider_message: str = ""
    retry_after_seconds: float | None = None


NO_DETAILS = ErrorDetails()


class GatewayError(Exception):
    """Base of all errors; `code` is stable and a key of `ERROR_MESSAGES`."""

    default_code: ClassVar[str] = "gateway_error"
    is_retryable_by_default: ClassVar[bool] = False

    def __init__(
        self,
        code: str = "",
        *,
        details: ErrorDetails = NO_DETAILS,
        parameters: Mapping[str, str | int | float] | None = None,
        retryable: bool | None = None,
    ) -> None:
        # Only the code goes to args: that is what pickling calls the class with.
        super().__init__(code or self.default_code)
        self.code = code or self.default_code
        self.details = details
        self.message_parameters = dict(parameters or {})
        self.retryable = self.is_retryable_by_default if retryable is None else retryable

    def __str__(self) -> str:
        status = f" (HTTP {self.status_code})" if self.status_code else ""
        return f"{self.code}{status}: {self.user_message}"

    @property
    def user_message(self) -> str:
        """An English sentence that says what happened and what to do."""
        return ERROR_MESSAGES[self.code] % self.message_parameters

    @property
    def provider(self) -> str:
        return self.details.provider

    @property
    def status_code(self) -> int | None:
        return self.details.status_code

    @property
    def request_id(self) -> str:
        return self.details.request_id

    @property
    def provider_code(self) -> str:
        return self.details.provider_code

    @property
    def provider_message(self) -> str:
        return self.details.provider_message

    @property
    def retry_after_seconds(self) -> float | None:
        return self.details.retry_after_seconds


class InvalidRequestError(GatewayError):
    """The request cannot be served as it stands."""

    default_code = "invalid_request"


class ContextLengthError(InvalidRequestError):
    """The messages are longer than the model reads."""

    default_code = "context_too_long"


class UnsupportedFeatureError(InvalidRequestError):
    """The request says something that this provider has no words for."""

    default_code = "unsupported_feature"


class MessageOrderError(InvalidRequestError):
    """A message stands where the provider does not take it; `position` counts from 0."""

    default_code = "messages_invalid"

    def __init__(
        self,
        code: str = "",
        *,
        position: int = 0,
        details: ErrorDetails = NO_DETAILS,
    ) -> None:
        super().__init__(code, details=details, parameters={"number": position + 1})
        self.position = position

    @property
    def reason(self) -> str:
        """Why, as a stable string; the same as `code`."""
        return self.code


class UnsafeUrlError(InvalidRequestError):
    """The egress policy does not allow this address."""

    default_code = "url_refused"


class AuthenticationError(GatewayError):
    """The provider does not accept the credential."""

    default_code = "authentication_failed"


class PermissionDeniedError(GatewayError):
    """The credential is good, but not for this."""

    default_code = "permission_denied"


class NotFoundError(GatewayError):
    """There is no such model or endpoint."""

    default_code = "model_not_found"


class RateLimitError(GatewayError):
    """Too many requests or tokens; `retry_after_seconds` if the provider said so."""

    default_code = "rate_limited"
    is_retryable_by_default = True


class ContentFilteredError(GatewayError):
    """The provider refused the content."""

    default_code = "content_filtered"


class ProviderUnavailableError(GatewayError):
    """The provider is down or overloaded."""

    default_code = "provider_unavailable"
    is_retryable_by_default = True


class ConnectionFailedError(GatewayError):
    """No connection could be made or kept until the first event."""

    default_code = "connection_failed"
    is_retryable_by_default = True


class RequestTimeoutError(GatewayError):
    """The provider took too long before its first event."""

    default_code = "request_timeout"
    is_retryable_by_default = True


class StreamInterruptedError(GatewayError):
    """The answer broke off; what came before is good."""

    default_code = "stream_interrupted"


class MalformedResponseError(GatewayError):
    """The answer does not follow the protocol."""

    default_code = "malformed_response"
