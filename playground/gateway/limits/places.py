"""What is known about each scope of a credential: the provider's last word, and holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from playground.gateway.limits.values import MINUTE_SECONDS, NO_LIMITS, ProviderWord, RateLimits

if TYPE_CHECKING:
    from playground.gateway.limits.shared import SharedLimits

T = TypeVar("T")

# Once in so many seconds what others wrote is read, and what was learned here is written.
SHARING_SECONDS = 1.0
_MAX_PLACES = 10_000


@dataclass(slots=True)
class Place:
    """One scope of a credential."""

    word: ProviderWord | None = None
    hold_until: float = 0.0
    # Until then an interactive call of some process waits for it, or for its whole credential.
    awaited_until: float = 0.0
    read_at: float = 0.0
    written_at: float = 0.0

    @property
    def limits(self) -> RateLimits:
        return NO_LIMITS if self.word is None else self.word.limits


class Places:
    """All places, bounded in number; shared between processes where there is a Redis."""

    def __init__(self, clock: Callable[[], float], shared: SharedLimits | None) -> None:
        self._clock = clock
        self._shared = shared
        self._places: dict[str, Place] = {}
        self._latest_words: dict[str, ProviderWord] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def get(self, name: str) -> Place:
        place = self._places.get(name)
        return _keep(self._places, name, Place()) if place is None else place

    async def look_at(self, key: str, name: str, seconds: float = SHARING_SECONDS) -> Place:
        """Return a place as all processes know it, or did no longer than `seconds` ago."""
        place = self.get(name)
        now = self._clock()
        if self._shared is None or now - place.read_at < seconds:
            return place
        # Set before asking: of many calls at once, one asks.
        place.read_at = now
        if (news := await self._shared.read(name, waiters=(key, name))) is not None:
            word = news.word
            if word is not None and (place.word is None or word.said_at > place.word.said_at):
                place.word = word
            place.hold_until = max(place.hold_until, news.hold_until)
            place.awaited_until = news.awaited_until
        return place

    async def learn(self, key: str, name: str, rate_limits: Mapping[str, int]) -> None:
        now = self._clock()
        word = ProviderWord.read(rate_limits, now)
        if word is None:
            return
        place = self.get(name)
        is_news = place.limits != word.limits or now - place.written_at >= SHARING_SECONDS
        place.word = word
        _keep(self._latest_words, key, word)
        if word.is_used_up:
            await self.hold(name, MINUTE_SECONDS - now % MINUTE_SECONDS)
        if is_news and self._shared is not None:
            place.written_at = now
            await self._shared.write_word((name, key), word)

    async def hold(self, name: str, seconds: float) -> None:
        place = self.get(name)
        until = self._clock() + seconds
        if until > place.hold_until:
            place.hold_until = until
            if self._shared is not None:
                await self._shared.write_hold(name, until, seconds)

    async def latest_word(self, key: str) -> ProviderWord | None:
        """Return what was said last about any scope of a credential."""
        news = await self._shared.read(key) if self._shared is not None else None
        return self._latest_words.get(key) if news is None else news.word


def _keep(kept: dict[str, T], name: str, value: T) -> T:
    while name not in kept and len(kept) >= _MAX_PLACES:
        del kept[next(iter(kept))]
    kept[name] = value
    return value
