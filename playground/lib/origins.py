"""WebSockets of our own pages only, judged as Django judges the origin of a form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.http.request import split_domain_port, validate_host

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_MAX_CHARACTERS = 300


class SameOriginValidator:
    """Refuses a handshake from any origin but the one it goes to, or a trusted one.

    Cookies know no ports and `ALLOWED_HOSTS` neither: without this a page of another program on
    the same host could open a socket as whoever is signed in here.
    """

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        headers = scope.get("headers", [])
        is_own = is_own_origin(_only(headers, b"origin"), _only(headers, b"host"))
        application = self._application if is_own else WebsocketDenier()
        return await application(scope, receive, send)


def is_own_origin(origin: str, host: str) -> bool:
    """Say whether a page of `origin` belongs to the site that was asked for as `host`."""
    domain, _ = split_domain_port(host)
    if not origin or not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    schemes = {"https"} if settings.IS_HTTPS else {"http", "https"}
    is_bare = origin == f"{parts.scheme}://{parts.netloc}"
    default_port = _DEFAULT_PORTS.get(parts.scheme, "")
    host = host.lower()
    return (
        is_bare
        and parts.scheme in schemes
        and parts.netloc.lower().removesuffix(default_port) == host.removesuffix(default_port)
    )


def _only(headers: list[tuple[bytes, bytes]], name: bytes) -> str:
    """Return the one header of this name; nothing where there are several, or too much."""
    values = [value for key, value in headers if key == name]
    if len(values) != 1 or len(values[0]) > _MAX_CHARACTERS:
        return ""
    return values[0].decode("latin-1")
