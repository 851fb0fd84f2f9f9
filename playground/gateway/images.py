"""Pictures as bytes: what kind they are, and how those behind an address are fetched."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Final

import httpx

from playground.gateway.authentication import NoKey
from playground.gateway.connection import Connection, EgressPolicy, Timeouts
from playground.gateway.egress import validate_link
from playground.gateway.errors import (
    ErrorDetails,
    InvalidRequestError,
    MalformedResponseError,
    UnsafeUrlError,
)
from playground.gateway.payloads import as_count, as_objects, as_text
from playground.gateway.provider_errors import PlainAnswer, describe_failure, error_from_status
from playground.gateway.providers.base import USER_AGENT
from playground.gateway.runtime import Runtime
from playground.gateway.transport import send
from playground.gateway.values import JSON, Image

MAX_IMAGE_BYTES: Final = 32 << 20

_MAX_IMAGES = 16
_SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
)


def sniff_image(data: bytes) -> Image:
    """Tell from its first bytes what kind of picture this is.

    Raises: InvalidRequestError if it is none that browsers show.
    """
    for signature, media_type in _SIGNATURES:
        if data.startswith(signature):
            return Image(data, media_type)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Image(data, "image/webp")
    raise InvalidRequestError("image_unreadable")


async def read_images(
    payload: Mapping[str, JSON], connection: Connection, timeouts: Timeouts, runtime: Runtime
) -> tuple[Image, ...]:
    """Read the pictures of an answer, fetching those of which it holds only the address.

    Raises: MalformedResponseError if there is none, or one that is no picture; UnsafeUrlError
    if an address is not allowed; whatever sending can raise.
    """
    items = as_objects(payload.get("data"))[:_MAX_IMAGES]
    # V1 numbers from 1 and OpenAI does not number; the order of the list is kept for equals.
    items = sorted(items, key=lambda item: as_count(item.get("index")) or 0)
    images = [await _read_image(item, connection, timeouts, runtime) for item in items]
    if not images:
        raise MalformedResponseError(details=ErrorDetails(provider=connection.provider))
    return tuple(images)


async def _read_image(
    item: Mapping[str, JSON], connection: Connection, timeouts: Timeouts, runtime: Runtime
) -> Image:
    encoded = as_text(item.get("b64_image")) or as_text(item.get("b64_json"))
    try:
        if encoded:
            data = base64.b64decode(encoded)
        else:
            data = await _fetch(as_text(item.get("url")), connection, timeouts, runtime)
        return sniff_image(data)
    except UnsafeUrlError:
        raise
    except (ValueError, InvalidRequestError) as exc:
        details = ErrorDetails(provider=connection.provider)
        raise MalformedResponseError(details=details) from exc


async def fetch_image(
    link: str, egress: EgressPolicy, timeouts: Timeouts, runtime: Runtime
) -> Image:
    """Fetch a picture that an answer names, from whoever has it.

    Raises: UnsafeUrlError where the address is not allowed, InvalidRequestError where there is
    no picture; whatever sending can raise.
    """
    nobody = Connection(provider="", base_url="", auth=NoKey(), egress=egress)
    return sniff_image(await _fetch(link, nobody, timeouts, runtime))


async def _fetch(link: str, connection: Connection, timeouts: Timeouts, runtime: Runtime) -> bytes:
    """Fetch a picture without any key: the address is the provider's word, not ours."""
    headers = {"Accept": "image/*", "Accept-Encoding": "identity", "User-Agent": USER_AGENT}
    request = httpx.Request("GET", validate_link(link, connection.egress), headers=headers)
    transport = runtime.transport_for(connection.egress)
    async with await send(transport, request, timeouts, connection.provider) as answer:
        if answer.status_code >= 300:
            failure = PlainAnswer(answer.status_code, dict(answer.headers))
            raise error_from_status(describe_failure(failure, connection.provider, connection.auth))
        return await answer.read_all(MAX_IMAGE_BYTES)
