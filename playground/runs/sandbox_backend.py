"""What answers behind the sandbox: a page says so wherever its replies could be taken for more."""

from __future__ import annotations

import logging

import httpx
from django.conf import settings
from django.core.cache import cache

logger = logging.getLogger(__name__)

_CACHE_KEY = "sandbox-backend"
_KNOWN_SECONDS = 60
# The sandbox may still be loading its model: ask again soon.
_UNKNOWN_SECONDS = 2
_TIMEOUT_SECONDS = 0.3


def sandbox_backend() -> str:
    """Return `local` (a small model), `scripted`, or nothing where the sandbox does not tell."""
    backend = cache.get(_CACHE_KEY)
    if backend is None:
        backend = _ask()
        cache.set(_CACHE_KEY, backend, _KNOWN_SECONDS if backend else _UNKNOWN_SECONDS)
    return str(backend)


def _ask() -> str:
    if not settings.SANDBOX_URL:
        return ""
    try:
        with httpx.Client(timeout=_TIMEOUT_SECONDS, trust_env=False) as client:
            health = client.get(f"{settings.SANDBOX_URL}/health").raise_for_status().json()
        return str(health["backend"])
    except (httpx.HTTPError, ValueError, KeyError) as exc:
        logger.info("The sandbox did not tell its backend: %s", type(exc).__name__)
        return ""
