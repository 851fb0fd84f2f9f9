"""Tokens made from keys, kept in memory until they are about to expire."""

from __future__ import annotations

from playground.gateway.timed_cache import Timed, TimedCache, cache_key

__all__ = ["Token", "TokenCache", "cache_key"]


class Token(Timed[str]):
    """A token and how long it is good for."""

    __slots__ = ()


class TokenCache(TimedCache[str]):
    """One token a key pair and address."""
