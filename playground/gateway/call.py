"""One request through all its attempts: the key, the sending, the decision to repeat."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from playground.gateway.authorization import authorize
from playground.gateway.connection import Timeouts
from playground.gateway.errors import AuthenticationError, GatewayError
from playground.gateway.providers.base import Provider
from playground.gateway.runtime import Runtime
from playground.gateway.transport import Answer, send


@dataclass(slots=True)
class Call:
    """A request and what its attempts so far have taught."""

    provider: Provider
    request: httpx.Request
    timeouts: Timeouts
    runtime: Runtime
    _attempt: int = 0
    _token: str = ""
    _rejected_token: str = ""

    async def send(self) -> Answer:
        """Make the next attempt.

        Raises: GatewayError.
        """
        self._attempt += 1
        self._token = await authorize(
            self.request, self.provider, self.runtime, self._rejected_token
        )
        client = self.runtime.client_for(self.provider.connection.egress)
        return await send(client, self.request, self.timeouts, self.provider.name)

    def plan_repeat(self, error: GatewayError) -> float | None:
        """Return the seconds to wait before the next attempt, None if there is to be none."""
        is_expired = isinstance(error, AuthenticationError) and error.code == "access_token_expired"
        if is_expired and self._token and not self._rejected_token:
            # Once: if a fresh token is refused as well, its age was not the fault.
            self._rejected_token = self._token
            return 0.0
        retries = self.runtime.retries
        if retries.allows(error, self._attempt):
            return retries.wait_seconds(error, self._attempt)
        return None
