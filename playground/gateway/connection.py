"""Where a call goes, with which key, under which rules."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.gateway.authentication import Authentication
from playground.gateway.limits import INTERACTIVE, NO_LIMITS, RateLimits


@dataclass(frozen=True, slots=True)
class EgressPolicy:
    """Which addresses may be called.

    A guarded policy calls public addresses over https only. What `allowed_networks_or_hosts`
    names (`10.1.0.0/16`, `127.0.0.1:8866`, `[::1]:8000`, `models.lan`, `models.lan:11434`)
    may be private and may be plain http; an entry with a port allows that port only.
    """

    allowed_networks_or_hosts: tuple[str, ...] = ()
    is_guarded: bool = True


@dataclass(frozen=True, slots=True)
class Connection:
    """One provider as one person reaches it; empty addresses mean the provider's own.

    `console_base_url` is where Qianfan lists services, `application_id` binds V2 calls to an
    application. Calls with the same `limit_key` share `limits`; without one nothing is limited.
    Those of a smaller `priority` go first.
    """

    provider: str
    base_url: str
    auth: Authentication
    iam_base_url: str = ""
    console_base_url: str = ""
    application_id: str = ""
    egress: EgressPolicy = field(default_factory=EgressPolicy)
    limit_key: str = ""
    limits: RateLimits = NO_LIMITS
    priority: int = INTERACTIVE


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait for what.

    `first_byte_seconds` runs from sending to the first byte of the answer's body,
    `idle_seconds` between two reads after it, `total_seconds` over one whole attempt.
    """

    connect_seconds: float = 10.0
    first_byte_seconds: float = 90.0
    idle_seconds: float = 60.0
    total_seconds: float = 1800.0


DEFAULT_TIMEOUTS = Timeouts()
