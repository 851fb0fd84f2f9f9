"""One runner: an event loop that calls rows, and one thread that stores and claims them.

The two meet in cycles: as soon as the lanes want more rows, and at most a tenth of a second
after a row has ended. What is not stored when the process dies is called again by another one.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from playground.batches.execution.appetite import Appetite
from playground.batches.execution.conditions import Conditions
from playground.batches.execution.lanes import Lanes
from playground.batches.execution.leases import LeaseLost
from playground.batches.execution.pace_meter import PaceMeter
from playground.batches.execution.row_store import RowStore
from playground.batches.execution.values import Cycle, PauseWish, Writes
from playground.batches.models import LIVE_STATUSES, BatchJob, BatchRunner, BatchStatus
from playground.batches.progress import progress_of, send_progress
from playground.gateway.transport import close_transports
from playground.runs.gateway_runtime import close_gateway_runtime
from playground.runs.generation import INTERNAL_ERROR

if sys.platform == "win32":
    from asyncio import new_event_loop
else:
    from uvloop import new_event_loop

logger = logging.getLogger(__name__)

_FLUSH_SECONDS = 0.1
_IDLE_SECONDS = 0.5
_PROGRESS_SECONDS = 0.25
# How long calls under way may hold up the end of the process; then their rows are given back.
_GRACE_SECONDS = 4.0
_RECONNECT_SECONDS = 0.5

Result = TypeVar("Result")


def run_job(
    runner: BatchRunner, *, is_stopping: Callable[[], bool], is_full: Callable[[], bool]
) -> None:
    """Work on a job until it ends, pauses or gives way, or until this process is to end.

    `is_full` tells whether this process has no room for the jobs of others.
    """
    conditions = Conditions(runner, is_full)
    with asyncio.Runner(loop_factory=new_event_loop) as loop_runner:
        loop_runner.run(_run(runner, conditions, is_stopping))


async def _run(
    runner: BatchRunner, conditions: Conditions, is_stopping: Callable[[], bool]
) -> None:
    with ThreadPoolExecutor(1, thread_name_prefix="batch-rows") as database:
        job_run = JobRun(runner, conditions, database, is_stopping)
        try:
            await job_run.run()
        except LeaseLost:
            logger.warning("Runner %s of batch %s lost its lease", runner.pk, runner.job_id)
        except Exception:
            logger.exception("Batch %s failed unexpectedly", runner.job_id)
            await job_run.give_up()
        finally:
            await close_transports()
            await close_gateway_runtime()
            # A connection is closed by the thread that it belongs to.
            await asyncio.get_running_loop().run_in_executor(database, lambda: connection.close())


class JobRun:
    """One job as one runner sees it."""

    def __init__(
        self,
        runner: BatchRunner,
        conditions: Conditions,
        database: ThreadPoolExecutor,
        is_stopping: Callable[[], bool],
    ) -> None:
        self._runner = runner
        self._database = database
        self._is_stopping = is_stopping
        self._store = RowStore(runner)
        self._meter = PaceMeter()
        self._appetite = Appetite()
        self._conditions = conditions
        self._lanes: Lanes
        self._has_more = True
        self._is_leaving = False
        self._others_in_flight = 0
        self._told_at = 0.0
        self._stopping_since: float | None = None

    async def run(self) -> None:
        start = await self._in_database(self._conditions.open)
        if isinstance(start, PauseWish):
            await self._cycle(Writes(pause=start), wanted=0, in_flight=0)
        else:
            self._lanes = Lanes(start.job.uuid, start.requests, start.caller)
            self._lanes.pace.lanes = self._runner.lanes
            try:
                await self._call_rows()
            finally:
                await self._give_all_back()
        job = await self._in_database(self._store.finish)
        await send_progress(job.uuid, progress_of(job, pace=self._meter.read(job)))

    async def give_up(self) -> None:
        """Pause a job that fails in a way nobody thought of, rather than try it for ever."""
        try:
            writes = Writes(pause=PauseWish(INTERNAL_ERROR))
            await self._cycle(writes, wanted=0, in_flight=0)
            await self._in_database(self._store.finish)
        except LeaseLost:
            logger.warning("Runner %s lost its lease as well", self._runner.pk)

    async def _call_rows(self) -> None:
        lanes = self._lanes
        while True:
            results = lanes.take_results()
            self._appetite.learn(len(results.ended))
            writes = Writes(results.ended, results.given_back, results.pause)
            wanted = self._wanted() if lanes.is_open else 0
            cycle = await self._cycle(writes, wanted=wanted, in_flight=len(lanes.in_flight))
            self._has_more = len(cycle.claimed) >= wanted
            lanes.add(cycle.claimed)
            await self._heed(cycle.job)
            await self._tell(cycle)
            if self._is_done():
                return
            await self._wait_until_due()

    def _wanted(self) -> int:
        """Return how many rows to claim: one for each idle lane, and some that are next."""
        lanes = self._lanes
        reserve = self._appetite.reserve(lanes.width)
        lanes.low_water = reserve // 2
        return max(0, lanes.width - len(lanes.in_flight) + reserve - len(lanes.rows))

    async def _heed(self, job: BatchJob) -> None:
        """Adapt to what the job, and the world around it, want now."""
        lanes = self._lanes
        lanes.pace.retries = job.retries
        lanes.caller.timeout_seconds = job.row_timeout_seconds
        if self._conditions.are_due():
            # Also in a pause: the rows in flight may take longer than the lease lasts.
            await self._look_around(job)
        if job.status == BatchStatus.STOPPED and not job.reason_code:
            self._close()
            await lanes.cancel()
        elif job.status not in LIVE_STATUSES:
            self._close()
        elif self._is_stopping():
            await self._end_soon()
        elif not (lanes.is_open or self._is_leaving or lanes.results.pause):
            # It was resumed before its last rows in flight had ended.
            lanes.open()

    async def _look_around(self, job: BatchJob) -> None:
        lanes = self._lanes
        held = max(lanes.pace.lanes, len(lanes.in_flight))
        view = await self._in_database(partial(self._conditions.look, job, held))
        lanes.pace.lanes = view.lanes
        self._others_in_flight = view.others_in_flight
        if view.caller is not None:
            lanes.caller = view.caller
        if view.pause is not None:
            lanes.results.pause = view.pause
        if view.gives_way:
            self._is_leaving = True
        if view.pause is not None or view.gives_way:
            self._close()
        lanes.fill()
        # Lanes that it has got are not to wait for those that it had.
        lanes.call_for_rows()

    async def _end_soon(self) -> None:
        if self._stopping_since is None:
            self._stopping_since = time.monotonic()
            self._close()
        elif time.monotonic() - self._stopping_since > _GRACE_SECONDS:
            await self._lanes.cancel()

    def _close(self) -> None:
        self._lanes.results.given_back.extend(self._lanes.close())

    async def _tell(self, cycle: Cycle) -> None:
        now = time.monotonic()
        if now - self._told_at >= _PROGRESS_SECONDS:
            self._told_at = now
            pace = self._meter.read(cycle.job)
            running = self._others_in_flight + len(self._lanes.in_flight)
            await send_progress(cycle.job.uuid, progress_of(cycle.job, running=running, pace=pace))

    def _is_done(self) -> bool:
        lanes = self._lanes
        if lanes.in_flight or lanes.rows or lanes.results.ended or lanes.results.given_back:
            return False
        return lanes.results.pause is None and not (lanes.is_open and self._has_more)

    async def _wait_until_due(self) -> None:
        """Wait for something to store, and then a little for more, unless lanes want rows."""
        lanes = self._lanes
        if not (lanes.results.ended or lanes.results.given_back):
            await _wait(lanes.news, min(_IDLE_SECONDS, self._conditions.pause_seconds))
        if self._has_more or not lanes.is_open:
            await _wait(lanes.due, _FLUSH_SECONDS)
        else:
            # There is nothing to claim, however much the lanes want it.
            await asyncio.sleep(_FLUSH_SECONDS)

    async def _give_all_back(self) -> None:
        """Leave nothing behind that only the end of the lease would free."""
        lanes = self._lanes
        self._close()
        await lanes.cancel()
        results = lanes.take_results()
        writes = Writes(results.ended, results.given_back, results.pause)
        if writes:
            await self._cycle(writes, wanted=0, in_flight=0)

    async def _cycle(self, writes: Writes, *, wanted: int, in_flight: int) -> Cycle:
        besides = self._others_in_flight + (len(self._lanes.rows) if wanted else 0)
        return await self._in_database(
            lambda: self._store.cycle(
                writes, wanted=wanted, in_flight=in_flight, claimed_besides=besides
            )
        )

    async def _in_database(self, work: Callable[[], Result]) -> Result:
        """Do database work in its thread; an outage is waited for, as answers are paid for.

        The work is a transaction, so that what failed did not happen at all.
        """
        loop = asyncio.get_running_loop()
        while True:
            try:
                return await loop.run_in_executor(self._database, work)
            except (DatabaseError, InterfaceError) as exc:
                if self._is_stopping() or not _is_outage(exc):
                    raise
                logger.warning("The database does not answer (%s)", type(exc).__name__)
                await loop.run_in_executor(self._database, lambda: connection.close())
                await asyncio.sleep(_RECONNECT_SECONDS)


def _is_outage(error: DatabaseError | InterfaceError) -> bool:
    return isinstance(error, OperationalError | InterfaceError)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, but not longer than this; it is clear again afterwards."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
    event.clear()
