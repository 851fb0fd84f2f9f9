"""The calls of one runner: so many lanes, each of which calls one row after the other."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from playground.batches.execution.pictures import save_images
from playground.batches.execution.suspicion import Suspicion
from playground.batches.execution.throttle import Throttle
from playground.batches.execution.values import ClaimedRow, EndedRow, PauseWish
from playground.batches.execution.verdicts import Verdict, judge
from playground.batches.models import RowState
from playground.batches.row_requests import RowFault, RowRequests
from playground.gateway import GatewayError
from playground.gateway.retries import RetryPolicy
from playground.runs.batch_calls import BatchAnswer, BatchCaller
from playground.runs.generation import INTERNAL_ERROR

logger = logging.getLogger(__name__)

_NO_ANSWER = BatchAnswer()
_MAX_MESSAGE_CHARACTERS = 1_000
# Refusals and nothing else for so long: a person should know.
_MAX_REFUSED_SECONDS = 15 * 60.0


@dataclass(slots=True)
class Pace:
    """How a job wants to be called; may change at any time."""

    lanes: int = 0
    retries: int = 0


@dataclass(slots=True)
class Results:
    """What the lanes hand to the database thread."""

    ended: list[EndedRow] = field(default_factory=list)
    given_back: list[ClaimedRow] = field(default_factory=list)
    pause: PauseWish | None = None


class Lanes:
    """Calls rows from `rows`; says through `due` when it wants more, through `news` what ended."""

    def __init__(self, job: UUID, requests: RowRequests, caller: BatchCaller) -> None:
        self.job = job
        self.requests = requests
        self.caller = caller
        self.pace = Pace()
        self.throttle = Throttle()
        self.results = Results()
        # Set when rows run short, and when there is something to store.
        self.due = asyncio.Event()
        self.news = asyncio.Event()
        self.is_open = True
        # With no more rows than these in hand, others should be claimed.
        self.low_water = 0
        # Rows being called, and those that wait for a lane.
        self.in_flight: dict[int, ClaimedRow] = {}
        self.rows: deque[ClaimedRow] = deque()
        self._suspicion = Suspicion()
        self._tasks: set[asyncio.Task[None]] = set()
        self._backoff = RetryPolicy()

    @property
    def width(self) -> int:
        return self.throttle.width(self.pace.lanes)

    def add(self, rows: list[ClaimedRow]) -> None:
        """Take rows to call, and put idle lanes to work."""
        self.rows.extend(rows)
        self.fill()

    def fill(self) -> None:
        """Start lanes until there is one for each row, or as many as are allowed."""
        wanted = min(self.width, len(self._tasks) + len(self.rows))
        for _ in range(wanted - len(self._tasks)):
            task = asyncio.create_task(self._work())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def open(self) -> None:
        """Go on after all."""
        self._suspicion.clear()
        self.is_open = True

    def close(self) -> list[ClaimedRow]:
        """Call no more rows; return those that wait. Calls under way go on."""
        self.is_open = False
        rows, self.rows = list(self.rows), deque()
        return rows

    async def cancel(self) -> None:
        """Close all calls at once; their rows are given back as ones that were called."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def take_results(self) -> Results:
        results, self.results = self.results, Results()
        return results

    async def _work(self) -> None:
        while self.rows and self.is_open and len(self._tasks) <= self.width:
            row = self.rows.popleft()
            if len(self.rows) <= self.low_water:
                self.call_for_rows()
            self.in_flight[row.pk] = row
            try:
                await self._call_to_end(row)
            except asyncio.CancelledError:
                row.attempts += 1
                self.results.given_back.append(row)
                raise
            except Exception:
                logger.exception("Row %s of batch %s failed unexpectedly", row.index, self.job)
                self._end_failed(row, INTERNAL_ERROR, "", {})
            finally:
                del self.in_flight[row.pk]
                self.news.set()
        self.call_for_rows()

    def call_for_rows(self) -> None:
        """Ask for the next cycle at once."""
        self.due.set()
        self.news.set()

    async def _call_to_end(self, row: ClaimedRow) -> None:
        try:
            request = self.requests.build(orjson.loads(row.inputs))
        except RowFault as fault:
            self._end_failed(row, fault.code, "", dict(fault.parameters))
            return
        failures = 0
        while True:
            try:
                answer = await self.caller.call(request)
            except GatewayError as error:
                verdict = judge(error)
                if verdict == Verdict.SLOW_DOWN:
                    if await self._wait_for_turn(row, error):
                        continue
                    return
                row.attempts += 1
                failures += 1
                if verdict == Verdict.RETRY and failures <= self.pace.retries:
                    if await self._wait_for_repeat(row, error, failures):
                        continue
                    return
                self._fail(row, error, verdict)
                return
            row.attempts += 1
            await self._succeed(row, answer)
            return

    async def _succeed(self, row: ClaimedRow, answer: BatchAnswer) -> None:
        images = None
        if answer.images:
            images = await save_images(self.job, row.index, answer.images)
        self.throttle.answered(self.pace.lanes)
        self._suspicion.clear()
        self.results.ended.append(EndedRow(row, RowState.SUCCEEDED, answer, images))

    async def _wait_for_repeat(self, row: ClaimedRow, error: GatewayError, failures: int) -> bool:
        """Wait before a row is called again; False if it is left to a later time."""
        if self.is_open:
            await asyncio.sleep(self._backoff.wait_seconds(error, failures))
        if not self.is_open:
            self.results.given_back.append(row)
        return self.is_open

    async def _wait_for_turn(self, row: ClaimedRow, error: GatewayError) -> bool:
        """Slow down and wait; False if the row is left to a later time."""
        self.throttle.refused(len(self.in_flight))
        if self.throttle.refused_for_seconds() > _MAX_REFUSED_SECONDS:
            minutes = int(_MAX_REFUSED_SECONDS / 60)
            self._wish_pause("rate_limited", {"minutes": minutes})
        is_too_many = len(self._tasks) > self.width
        if not self.is_open:
            self.results.given_back.append(row)
            return False
        if is_too_many:
            # Fewer lanes from now on: another one takes the row, when it is its turn.
            self.rows.appendleft(row)
            return False
        wait = error.retry_after_seconds or 1.0
        await asyncio.sleep(min(wait, 60.0) + random.random())
        return True

    def _fail(self, row: ClaimedRow, error: GatewayError, verdict: Verdict) -> None:
        message = error.user_message
        if error.provider_message:
            message = f"{message} ({error.provider_code}: {error.provider_message})"
        parameters = error.message_parameters
        self._end_failed(row, error.code, message, parameters)
        about = {"error_code": error.code, "error_parameters": parameters}
        if verdict == Verdict.PAUSE:
            self._wish_pause(error.code, parameters, (row.pk,))
        elif verdict in (Verdict.SUSPECT, Verdict.BLAMELESS):
            is_blameless = verdict == Verdict.BLAMELESS
            if self._suspicion.grows(error.code, row.pk, is_blameless=is_blameless):
                self._wish_pause("equal_errors", about, self._suspicion.blameless_rows)

    def _end_failed(
        self, row: ClaimedRow, code: str, message: str, parameters: dict[str, Any]
    ) -> None:
        self.results.ended.append(
            EndedRow(
                row,
                RowState.FAILED,
                _NO_ANSWER,
                error_code=code,
                error_message=message[:_MAX_MESSAGE_CHARACTERS],
                error_parameters=parameters,
            )
        )

    def _wish_pause(
        self, code: str, parameters: dict[str, Any], rows: tuple[int, ...] = ()
    ) -> None:
        # Not a single row more. The last wish knows of all that were in flight.
        self.is_open = False
        self.results.pause = PauseWish(code, parameters, rows)
        self.call_for_rows()
