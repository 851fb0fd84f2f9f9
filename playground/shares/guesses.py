"""Too many links that do not exist, from one address: whoever tries tokens is made to wait."""

from __future__ import annotations

from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

MAX_MISSES: Final = 30
PERIOD_SECONDS: Final = 600


def is_blocked(request: HttpRequest) -> bool:
    return int(cache.get(_key(request), 0)) >= MAX_MISSES


def count_miss(request: HttpRequest) -> None:
    key = _key(request)
    if not cache.add(key, 1, PERIOD_SECONDS):
        try:
            cache.incr(key)
        except ValueError:
            # It ran out in this very moment.
            cache.add(key, 1, PERIOD_SECONDS)


def _key(request: HttpRequest) -> str:
    return f"share-misses:{get_adapter().get_client_ip(request)}"
