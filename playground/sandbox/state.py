"""What one running sandbox holds: its settings and the few things that change."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.requests import Request

from playground.sandbox.backends import Backend
from playground.sandbox.counters import Counters
from playground.sandbox.embedders import Embedder
from playground.sandbox.embedders.scripted import ScriptedEmbedder
from playground.sandbox.faults import Faults
from playground.sandbox.image_store import ImageStore
from playground.sandbox.painters import Painter
from playground.sandbox.painters.scripted import ScriptedPainter
from playground.sandbox.rate_limits import RateLimiter
from playground.sandbox.tokens import TokenIssuer

_MOST_FLAKY_KEYS = 10_000


@dataclass(slots=True)
class FlakyLedger:
    """Remembers how often a flaky request has failed already; the oldest are forgotten."""

    _failures: OrderedDict[str, int] = field(default_factory=OrderedDict)

    def fails_again(self, key: str, times: int) -> bool:
        """Tell whether this try is still one of the first `times`."""
        failures = self._failures.get(key, 0)
        if failures >= times:
            return False
        self._failures[key] = failures + 1
        if len(self._failures) > _MOST_FLAKY_KEYS:
            self._failures.popitem(last=False)
        return True


@dataclass(slots=True)
class Sandbox:
    """One running sandbox; `app.state.sandbox`."""

    backend: Backend
    backend_name: str = "scripted"
    embedder: Embedder = field(default_factory=ScriptedEmbedder)
    painter: Painter = field(default_factory=ScriptedPainter)
    tokens: TokenIssuer = field(default_factory=TokenIssuer)
    limiter: RateLimiter = field(default_factory=RateLimiter)
    counters: Counters = field(default_factory=Counters)
    flaky: FlakyLedger = field(default_factory=FlakyLedger)
    images: ImageStore = field(default_factory=ImageStore)

    def embedder_for(self, faults: Faults) -> Embedder:
        """Return who embeds: where faults are asked for, the script, as with all answers."""
        return ScriptedEmbedder() if faults else self.embedder

    def painter_for(self, faults: Faults) -> Painter:
        """Return who paints: where faults are asked for, the script, as with all answers."""
        return ScriptedPainter() if faults else self.painter


def sandbox_of(request: Request) -> Sandbox:
    """Return the sandbox that serves `request`."""
    sandbox: Sandbox = request.app.state.sandbox
    return sandbox


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)
