"""Too many links that do not exist, from one address: whoever tries tokens is made to wait."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

# A whole office may knock with a link that was renewed; who tries tokens needs 2**128.
MAX_MISSES: Final = 100
PERIOD_SECONDS: Final = 600


def address_of(request: HttpRequest) -> str:
    """Return whose misses are counted together; empty where a proxy does not tell."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""


def address_of_scope(scope: dict[str, Any]) -> str:
    """Return the address behind a socket, as `address_of` does behind a request."""
    request = HttpRequest()
    client = scope.get("client") or [""]
    forwarded = dict(scope["headers"]).get(b"x-forwarded-for", b"")
    request.META = {
        "REMOTE_ADDR": client[0],
        "HTTP_X_FORWARDED_FOR": forwarded.decode("latin-1"),
    }
    return address_of(request)


def is_blocked(address: str) -> bool:
    return bool(address) and int(cache.get(_key(address), 0)) >= MAX_MISSES


def count_miss(address: str) -> None:
    key = _key(address)
    if not cache.add(key, 1, PERIOD_SECONDS):
        try:
            cache.incr(key)
        except ValueError:
            # It ran out in this very moment.
            cache.add(key, 1, PERIOD_SECONDS)


def _key(address: str) -> str:
    return f"share-misses:{address}"
