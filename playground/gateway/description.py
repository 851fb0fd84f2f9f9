"""Shows the request that a call sends, without its keys, to people who want to see it."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from playground.gateway.authentication import AccessToken, ApplicationKey, NoKey
from playground.gateway.checks import check_request
from playground.gateway.connection import Connection
from playground.gateway.provider_errors import MASK
from playground.gateway.registry import provider_for
from playground.gateway.values import JSON, PlainRequest, StreamRequest

# Pictures in Base64; what is longer than this beside a text nobody reads.
_PICTURE_KEYS = frozenset({"image", "url", "refer_image"})
_MAX_PICTURE_CHARACTERS = 2_000
_SHOWN_CHARACTERS = 60


def describe_request(
    request: StreamRequest | PlainRequest, connection: Connection
) -> dict[str, JSON]:
    """Describe the request that would be sent: `method`, `url`, `headers`, `body`.

    Keys are masked and pictures cut short.
    Raises: GatewayError if the request cannot be expressed.
    """
    check_request(request, connection.provider)
    built = provider_for(connection).build_request(request, "")
    url = str(built.url)
    headers: dict[str, JSON] = {"Content-Type": "application/json"}
    if isinstance(connection.auth, ApplicationKey | AccessToken):
        url += f"?access_token={MASK}"
    elif not isinstance(connection.auth, NoKey):
        headers["Authorization"] = MASK
    if connection.application_id:
        headers["appid"] = built.headers["appid"]
    body = _without_pictures(orjson.loads(built.content))
    return {"method": built.method, "url": url, "headers": headers, "body": body}


def _without_pictures(value: JSON, key: str = "") -> JSON:
    if isinstance(value, str):
        if key not in _PICTURE_KEYS or len(value) <= _MAX_PICTURE_CHARACTERS:
            return value
        return f"{value[:_SHOWN_CHARACTERS]}… ({len(value)} characters)"
    if isinstance(value, Mapping):
        return {name: _without_pictures(item, name) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_pictures(item) for item in value]
    return value
