"""One request through all its attempts: its turn, the key, the sending, the decision to repeat."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from playground.gateway.authorization import authorize
from playground.gateway.connection import Timeouts
from playground.gateway.errors import AuthenticationError, GatewayError, RateLimitError
from playground.gateway.limits import INTERACTIVE
from playground.gateway.payloads import as_label
from playground.gateway.provider_errors import find_request_id
from playground.gateway.providers.base import Provider, read_usage
from playground.gateway.reading import parse_answer
from playground.gateway.results import AnswerFacts, Timing
from playground.gateway.runtime import Runtime
from playground.gateway.transport import MAX_ANSWER_BYTES, Answer, send
from playground.gateway.values import JSON, Usage


@dataclass(slots=True)
class Call:
    """A request and what its attempts so far have taught.

    For the limits, `tokens` is an estimate of its input and `scope` the model it is for.
    """

    provider: Provider
    request: httpx.Request
    timeouts: Timeouts
    runtime: Runtime
    tokens: int = 0
    scope: str = ""
    _attempt: int = 0
    _token: str = ""
    _rejected_token: str = ""
    _waited_seconds: float = 0.0
    _started: float = field(default_factory=time.monotonic)

    async def send(self) -> Answer:
        """Make the next attempt; the answer is a context, which closes it.

        Raises: GatewayError.
        """
        self._attempt += 1
        await self._take_turn()
        self._token = await authorize(
            self.request, self.provider, self.runtime, self._rejected_token
        )
        transport = self.runtime.transport_for(self.provider.connection.egress)
        return await send(transport, self.request, self.timeouts, self.provider.name)

    async def learn(self, answer: Answer) -> None:
        """Take note of the limits that an answer tells."""
        key = self.provider.connection.limit_key
        if key and answer.rate_limits:
            await self.runtime.limiter.learn(key, answer.rate_limits, scope=self.scope)

    async def fetch(self, limit: int = MAX_ANSWER_BYTES) -> tuple[Mapping[str, JSON], AnswerFacts]:
        """Return a whole answer, after as many attempts as it takes.

        Raises: GatewayError.
        """
        while True:
            try:
                async with await self.send() as answer:
                    await self.learn(answer)
                    payload = parse_answer(answer, await answer.read_all(limit), self.provider)
                    facts = self._facts(payload, answer)
                await self.settle(facts.usage)
                return payload, facts
            except GatewayError as error:
                if not await self.waits_for_repeat(error):
                    raise

    async def waits_for_repeat(self, error: GatewayError) -> bool:
        """Wait until the next attempt may be made; False if there is to be none."""
        seconds = self._plan_repeat(error)
        connection = self.provider.connection
        is_refused = isinstance(error, RateLimitError) and error.retryable and error.provider
        if connection.limit_key and is_refused:
            await self.runtime.limiter.penalize(
                connection.limit_key,
                error.retry_after_seconds,
                scope=self.scope,
                returns_in=seconds if connection.priority == INTERACTIVE else None,
            )
        if seconds is None:
            return False
        await self.runtime.retries.sleep(seconds)
        self._waited_seconds += seconds
        return True

    async def settle(self, usage: Usage | None) -> None:
        """Tell the limiter what the call has really cost."""
        connection = self.provider.connection
        if connection.limit_key and usage and usage.total_tokens is not None:
            await self.runtime.limiter.settle(
                connection.limit_key,
                connection.limits,
                self.tokens,
                usage.total_tokens,
                scope=self.scope,
            )

    def timing(self) -> Timing:
        """Return where the time since the call was made has gone."""
        total = time.monotonic() - self._started
        waited = self._waited_seconds
        return Timing(self._attempt, waited, max(0.0, total - waited))

    async def _take_turn(self) -> None:
        connection = self.provider.connection
        if connection.limit_key:
            self._waited_seconds += await self.runtime.limiter.acquire(
                connection.limit_key,
                connection.limits,
                self.tokens,
                priority=connection.priority,
                scope=self.scope,
            )

    def _plan_repeat(self, error: GatewayError) -> float | None:
        is_expired = isinstance(error, AuthenticationError) and error.code == "access_token_expired"
        if is_expired and self._token and not self._rejected_token:
            # Once: if a fresh token is refused as well, its age was not the fault.
            self._rejected_token = self._token
            return 0.0
        retries = self.runtime.retries
        if retries.allows(error, self._attempt):
            return retries.wait_seconds(error, self._attempt)
        return None

    def _facts(self, payload: Mapping[str, JSON], answer: Answer) -> AnswerFacts:
        return AnswerFacts(
            usage=read_usage(payload),
            model=as_label(payload.get("model")),
            request_id=as_label(payload.get("id")) or find_request_id(answer.headers),
            status_code=answer.status_code,
            headers=answer.headers,
            rate_limits=answer.rate_limits,
            timing=self.timing(),
            raw=payload,
        )
