"""What a provider has to say; it translates only: it does not send, retry or log."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

import httpx
import orjson

from playground.gateway.authentication import Authentication
from playground.gateway.catalog.specs import ENDPOINT
from playground.gateway.connection import Connection
from playground.gateway.egress import validate_base_url
from playground.gateway.errors import (
    ErrorDetails,
    GatewayError,
    InvalidRequestError,
    UnsupportedFeatureError,
)
from playground.gateway.payloads import as_count, as_object, clean_json
from playground.gateway.provider_errors import PlainAnswer
from playground.gateway.reply import Reply
from playground.gateway.values import JSON, PlainRequest, StreamRequest, Usage

USER_AGENT = "qianfan-playground"

NO_HEADERS: Mapping[str, str] = {}

_HEADERS = {
    # Compressed answers are not read: they may unpack to anything.
    "Accept-Encoding": "identity",
    "User-Agent": USER_AGENT,
}
_JSON_HEADERS = {
    **_HEADERS,
    "Content-Type": "application/json",
    "Accept": "text/event-stream, application/json",
}


class Provider(ABC):
    """One way to speak to a model server, for one connection.

    `accepts` are the kinds of key that it can be called with; `default_base_url` is empty
    where an address must be given. `is_signed` says that an IAM key signs each request
    instead of being exchanged for a token.
    """

    name: ClassVar[str]
    default_base_url: ClassVar[str] = ""
    accepts: ClassVar[tuple[type[Authentication], ...]] = ()
    is_signed: ClassVar[bool] = False

    def __init__(self, connection: Connection) -> None:
        """Raises: UnsafeUrlError."""
        self.connection = connection
        # Judged again at every call: the policy may have changed since the address was saved.
        self.base_url = validate_base_url(
            connection.base_url or self.default_base_url, connection.egress
        )

    @abstractmethod
    def build_request(
        self, request: StreamRequest | PlainRequest, request_id: str
    ) -> httpx.Request:
        """Translate a request; the key is added later.

        Raises: UnsupportedFeatureError for what the provider has no words for.
        """

    @abstractmethod
    def parse_payload(
        self, payload: Mapping[str, JSON], reply: Reply[Any], event: str = ""
    ) -> None:
        """Read a frame of a stream, or a whole answer, into the reply."""

    @abstractmethod
    def without_text(self, payload: Mapping[str, JSON]) -> Mapping[str, JSON]:
        """Leave out the text of a frame, which went out as deltas already."""

    @abstractmethod
    def is_completion(self, payload: Mapping[str, JSON]) -> bool:
        """Say whether a payload that is no error is a whole completion."""

    @abstractmethod
    def is_complete(self, reply: Reply[Any]) -> bool:
        """Say whether a stream that ends here ended as it should."""

    @abstractmethod
    def is_error(self, payload: Mapping[str, JSON]) -> bool:
        """Say whether a payload is an error, whatever its HTTP status."""

    @abstractmethod
    def map_error(self, answer: PlainAnswer) -> GatewayError:
        """Translate an error."""

    def models_request(self) -> httpx.Request | None:
        """Ask which models there are; None where only the catalogue knows."""
        return None

    def services_request(self) -> httpx.Request | None:
        """Ask which services the account has; None where no key or server can tell."""
        return None

    def unsupported(self) -> UnsupportedFeatureError:
        """Return the error for a request that this provider has no words for."""
        return UnsupportedFeatureError(details=ErrorDetails(provider=self.name))

    def get(self, path: str) -> httpx.Request:
        """Make a GET request."""
        return httpx.Request("GET", self.base_url + path, headers=_HEADERS)

    def post(
        self,
        path: str,
        body: Mapping[str, JSON],
        headers: Mapping[str, str] = NO_HEADERS,
        base_url: str = "",
    ) -> httpx.Request:
        """Make a POST request with a JSON body."""
        url = parse_url((base_url or self.base_url) + path)
        content = _to_json(body)
        # All headers are here already. A request that is given its content looks for them once
        # more, which takes longer than everything else about making it.
        sent = httpx.Headers(_json_headers(url.netloc))
        sent["Content-Length"] = str(len(content))
        for name, value in headers.items():
            sent[name] = value
        request = httpx.Request("POST", url, headers=sent, stream=httpx.ByteStream(content))
        request.read()
        return request


@lru_cache(maxsize=256)
def _json_headers(host: bytes) -> httpx.Headers:
    return httpx.Headers({"Host": host.decode("ascii"), **_JSON_HEADERS})


@lru_cache(maxsize=1_024)
def parse_url(url: str) -> httpx.URL:
    """Parse an address; taking one apart costs as much as sending a request to it."""
    return httpx.URL(url)


def _to_json(body: Mapping[str, JSON]) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:
        # Half an emoji that somebody deleted in a text field, or a number beyond 64 bits.
        return orjson.dumps(clean_json(body))


def read_usage(payload: Mapping[str, JSON]) -> Usage | None:
    """Read the tokens of an answer or a frame; None if it names none."""
    usage = as_object(payload.get("usage"))
    if not usage:
        return None
    prompt_details = as_object(usage.get("prompt_tokens_details"))
    completion_details = as_object(usage.get("completion_tokens_details"))
    return Usage(
        input_tokens=as_count(usage.get("prompt_tokens")),
        output_tokens=as_count(usage.get("completion_tokens")),
        total_tokens=as_count(usage.get("total_tokens")),
        cached_tokens=as_count(prompt_details.get("cached_tokens")),
        reasoning_tokens=as_count(completion_details.get("reasoning_tokens")),
    )


def merge_body(
    body: dict[str, JSON], parameters: Mapping[str, JSON], extra: Mapping[str, JSON]
) -> dict[str, JSON]:
    """Add parameters and extra keys; a None in `extra` removes a key."""
    body.update((name, value) for name, value in parameters.items() if value is not None)
    body.update(extra)
    return {name: value for name, value in body.items() if value is not None}


def path_segment(endpoint: str) -> str:
    """Check an own endpoint; of a whole address its last part is taken.

    Raises: InvalidRequestError.
    """
    endpoint = endpoint.strip()
    if endpoint.startswith(("http://", "https://")):
        endpoint = endpoint.rstrip("/").rsplit("/", 1)[-1]
    if not ENDPOINT.fullmatch(endpoint):
        raise InvalidRequestError("endpoint_invalid")
    return endpoint
