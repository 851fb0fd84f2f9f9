"""Interactive calls that wait, told to all processes, so that batches let them go first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from uuid import uuid4

if TYPE_CHECKING:
    from playground.gateway.limits.shared import SharedLimits

# Whoever waits says so again and again; what a killed process said is soon over.
RENEWAL_SECONDS: Final = 0.5
_STANDING_SECONDS = 2.0


class Announcements:
    """What this process has announced; what others have is read with the places."""

    def __init__(self, clock: Callable[[], float], shared: SharedLimits | None) -> None:
        self._clock = clock
        self._shared = shared
        self._owner = uuid4().hex
        self._ends: dict[str, float] = {}

    async def announce(self, name: str, seconds: float = 0.0) -> None:
        """Say that a call waits for a place or a key; it comes in so many seconds at the latest."""
        ends_at = self._clock() + seconds + _STANDING_SECONDS
        ends_at = self._ends[name] = max(ends_at, self._ends.get(name, 0.0))
        if self._shared is not None:
            await self._shared.write_waiter(name, self._owner, ends_at)

    async def withdraw(self, name: str) -> None:
        if self._ends.pop(name, None) is not None and self._shared is not None:
            await self._shared.remove_waiter(name, self._owner)

    def stands(self, name: str) -> bool:
        ends_at = self._ends.get(name)
        return ends_at is not None and ends_at > self._clock()
