"""What every provider's errors have in common: where the facts stand, and what HTTP says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from playground.gateway import errors
from playground.gateway.authentication import Authentication
from playground.gateway.errors import ErrorDetails, GatewayError
from playground.gateway.payloads import as_label, as_object
from playground.gateway.text import clean_text
from playground.gateway.values import JSON

MASK = "***"

# Masked first and shortened after, so that no half of a secret escapes the mask.
_MAX_RAW_CHARACTERS = 10_000
_MAX_CODE_CHARACTERS = 100
_MAX_MESSAGE_CHARACTERS = 500
_MIN_SECRET_CHARACTERS = 8
_REQUEST_ID_KEYS = ("id", "requestId", "request_id", "log_id")
_REQUEST_ID_HEADERS = ("x-baidu-request-id", "x-request-id", "x-bce-request-id")
_SECRET_PATTERNS = (
    re.compile(r"(?i)(bearer\s+)[^\s\"',;]+"),
    re.compile(r"(?i)((?:access_token|client_secret|client_id|api_key)=)[^\s&\"']+"),
    re.compile(r"()bce-v\d+/[^\s\"',;]+"),
    re.compile(r"()\b2[45]\.[0-9a-f]{32}\.[0-9.-]+"),
    re.compile(r"()bce-auth-v1/[^\s\"',;]+"),
    re.compile(r"()\bsk-[A-Za-z0-9_*-]{8,}"),
)


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """An answer that was read whole; header names are in lower case."""

    status_code: int
    headers: Mapping[str, str] = field(default_factory=dict)
    payload: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ErrorRule:
    """How one provider code is told to people; `retryable` None means as the class says.

    Codes that stand for many faults say more in their message: `by_message` holds the rules
    for messages that a pattern is found in, of which the first counts. Named groups of a
    pattern are numbers and fill the sentence.
    """

    error_class: type[GatewayError]
    code: str = ""
    retryable: bool | None = None
    by_message: tuple[tuple[re.Pattern[str], ErrorRule], ...] = ()

    def make(self, details: ErrorDetails) -> GatewayError:
        for pattern, rule in self.by_message:
            if match := pattern.search(details.provider_message):
                numbers = {name: int(text) for name, text in match.groupdict().items()}
                return rule.error_class(
                    rule.code, details=details, retryable=rule.retryable, parameters=numbers
                )
        return self.error_class(self.code, details=details, retryable=self.retryable)


def describe_failure(answer: PlainAnswer, provider: str, auth: Authentication) -> ErrorDetails:
    """Collect the facts of an error from wherever providers put them."""
    payload, headers = answer.payload, answer.headers
    error = payload.get("error")
    inner = as_object(error)
    code = _first_label(
        payload.get("error_code"),
        inner.get("code"),
        inner.get("type"),
        error,
        payload.get("code"),
        # It may have the reason behind it: `SignatureDoesNotMatch, cause: ...`.
        headers.get("x-bce-error-code", "").partition(",")[0],
    )
    message = _first_label(
        payload.get("error_msg"),
        inner.get("message"),
        payload.get("error_description"),
        payload.get("message"),
        payload.get("detail"),
        headers.get("x-bce-error-message"),
        headers.get("x-bce-error-code"),
        error,
    )
    secrets = secrets_of(auth)
    return ErrorDetails(
        provider=provider,
        status_code=answer.status_code,
        request_id=scrub(_request_id(answer), secrets),
        provider_code=scrub(code, secrets)[:_MAX_CODE_CHARACTERS],
        provider_message=scrub(message, secrets)[:_MAX_MESSAGE_CHARACTERS],
        retry_after_seconds=parse_retry_after(headers.get("retry-after", "")),
    )


def error_from_status(details: ErrorDetails) -> GatewayError:
    """Judge an error by its HTTP status alone."""
    status = details.status_code or 0
    if rule := _STATUS_RULES.get(status):
        return rule.make(details)
    if status >= 500:
        return errors.ProviderUnavailableError(details=details)
    if status >= 400:
        return errors.InvalidRequestError(details=details)
    return errors.MalformedResponseError("response_not_json", details=details)


def find_request_id(headers: Mapping[str, str]) -> str:
    """Find the id under which the provider knows a call."""
    for name in _REQUEST_ID_HEADERS:
        if value := headers.get(name):
            return as_label(value)
    return ""


def find_rate_limits(headers: Mapping[str, str]) -> dict[str, int]:
    """Read the `X-Ratelimit-*` headers."""
    prefix = "x-ratelimit-"
    return {
        name[len(prefix) :]: int(value)
        for name, value in headers.items()
        if name.startswith(prefix) and value.isascii() and value.isdigit() and len(value) < 16
    }


def parse_retry_after(value: str, now: datetime | None = None) -> float | None:
    """Read `Retry-After`, seconds or a date, as seconds from now; None if it says neither."""
    value = value.strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value, re.ASCII):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())


def secrets_of(auth: Authentication) -> tuple[str, ...]:
    """List what must not be seen: all parts of a key, of whatever kind."""
    return tuple(getattr(auth, part.name) for part in reversed(fields(auth)))


def scrub(text: str, secrets: Iterable[str]) -> str:
    """Mask keys and tokens; providers quote requests in their errors."""
    for secret in secrets:
        if len(secret) >= _MIN_SECRET_CHARACTERS:
            text = text.replace(secret, MASK)
    for pattern in _SECRET_PATTERNS:
        text = pattern.sub(rf"\1{MASK}", text)
    return text


def scrub_json(value: JSON, secrets: Iterable[str]) -> JSON:
    """Copy a parsed value with keys and tokens masked, wherever in it they stand."""
    if isinstance(value, str):
        return scrub(value, secrets)
    if isinstance(value, Mapping):
        return {scrub(name, secrets): scrub_json(item, secrets) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [scrub_json(item, secrets) for item in value]
    return value


def _request_id(answer: PlainAnswer) -> str:
    for key in _REQUEST_ID_KEYS:
        if label := as_label(answer.payload.get(key)):
            return label
    return find_request_id(answer.headers)


def _first_label(*values: JSON) -> str:
    for value in values:
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return clean_text(str(value)[:_MAX_RAW_CHARACTERS])
    return ""


_STATUS_RULES: Mapping[int, ErrorRule] = {
    401: ErrorRule(errors.AuthenticationError),
    402: ErrorRule(errors.PermissionDeniedError, "service_not_opened"),
    403: ErrorRule(errors.PermissionDeniedError),
    404: ErrorRule(errors.NotFoundError),
    405: ErrorRule(errors.NotFoundError),
    408: ErrorRule(errors.RequestTimeoutError),
    413: ErrorRule(errors.ContextLengthError),
    429: ErrorRule(errors.RateLimitError),
    501: ErrorRule(errors.UnsupportedFeatureError),
}
