"""The live runs of this process: start, stop, follow, and end them all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Coroutine
from contextvars import Context
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async

from playground.gateway import GatewayError
from playground.gateway.description import describe_request
from playground.gateway.payloads import as_object
from playground.gateway.provider_errors import scrub, scrub_json, secrets_of
from playground.runs import checkpoints, logs
from playground.runs.generation import INTERNAL_ERROR, Generation, Outcome, PreparedRun
from playground.runs.models import RunStatus
from playground.runs.recording import close_run
from playground.runs.requests import shown_request
from playground.runs.stream_log import End, Follower

logger = logging.getLogger(__name__)

_generations: dict[UUID, Generation] = {}
_tasks: set[asyncio.Task[None]] = set()
_saving: asyncio.Task[None] | None = None


def generations() -> Collection[Generation]:
    """Return the live runs of this process."""
    return _generations.values()


def is_live_here(run: UUID) -> bool:
    return run in _generations


class Launch:
    """The start of one run whose call goes out while the run is still being saved.

    Made on the event loop; the database thread calls `begin` once all checks have passed, and the
    loop `confirm` after the commit, or `discard` where there was none. Saving costs about as
    much time as a provider on the same machine takes to answer, and so costs none.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._generation: Generation | None = None

    def begin(self, prepared: PreparedRun) -> None:
        # Callbacks run in the order of their posting: this one before whatever the thread
        # returns is seen.
        self._loop.call_soon_threadsafe(self.begin_here, prepared)

    def begin_here(self, prepared: PreparedRun) -> None:
        # A run outlives the request that begins it, whose context leads to the database by the
        # thread of that request: all that is started here gets a context of its own.
        self._generation = Context().run(_begin, prepared)

    def confirm(self) -> asyncio.Task[None]:
        """Let the run be told of; returns its task, done once its end is saved."""
        assert self._generation is not None
        generation = self._generation
        generation.is_saved.set_result(None)
        Context().run(_start_saving)
        return _keep(_run_to_end(generation))

    def discard(self) -> None:
        """End the call of a run that was not saved after all, if there is one."""
        if self._generation is not None:
            self._generation.cancel(RunStatus.INTERRUPTED)
            _keep(_forget(self._generation))


def start(prepared: PreparedRun) -> asyncio.Task[None]:
    """Start to generate a run that is saved; returns its task, done once its end is saved."""
    launch = Launch()
    launch.begin_here(prepared)
    return launch.confirm()


def follow(
    run: UUID, *, offset: int, reasoning_offset: int, steps_offset: int = 0
) -> Follower | None:
    """Follow a run from these offsets; None if only the database can tell about it."""
    log = logs.stream_log(_stop_here)
    return log.follow(
        run, offset=offset, reasoning_offset=reasoning_offset, steps_offset=steps_offset
    )


async def request_stop(run: UUID) -> None:
    """Stop a run in whatever process it is; its partial text stays."""
    await logs.stream_log(_stop_here).request_stop(run)


async def shut_down(grace_seconds: float) -> None:
    """Let live runs end, close the others as interrupted, and close the stream log."""
    tasks = set(_tasks)
    if tasks:
        await asyncio.wait(tasks, timeout=grace_seconds)
        for generation in _generations.values():
            generation.cancel(RunStatus.INTERRUPTED)
        await asyncio.gather(*tasks, return_exceptions=True)
    if _saving is not None and _saving.get_loop() is asyncio.get_running_loop():
        _saving.cancel()
    await logs.close_stream_log()


def _begin(prepared: PreparedRun) -> Generation:
    log = logs.stream_log(_stop_here)
    text = log.open(prepared.uuid, output=prepared.output, reasoning=prepared.reasoning)
    generation = _generations[prepared.uuid] = Generation(prepared, text)
    return generation


def _keep(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    task = asyncio.create_task(work, context=Context())
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    return task


def _stop_here(run: UUID) -> bool:
    generation = _generations.get(run)
    if generation is not None:
        generation.cancel(RunStatus.STOPPED)
    return generation is not None


def _start_saving() -> None:
    global _saving
    if _saving is None or _saving.done() or _saving.get_loop() is not asyncio.get_running_loop():
        _saving = asyncio.create_task(checkpoints.keep_saving(generations), name="run-checkpoints")


async def _run_to_end(generation: Generation) -> None:
    outcome = await generation.outcome()
    # A second cancellation, as when the loop ends, must not lose the closing writes.
    closing = asyncio.ensure_future(_close(generation, outcome))
    try:
        await asyncio.shield(closing)
    except asyncio.CancelledError:
        await closing
        raise


async def _forget(generation: Generation) -> None:
    outcome = await generation.outcome()
    del _generations[generation.prepared.uuid]
    generation.text.finish(generation.end(outcome))


async def _close(generation: Generation, outcome: Outcome) -> None:
    """Save the end first and tell it then, so that a watcher who knows it can read it."""
    try:
        end = await _save(generation, outcome)
    except Exception:
        # Watchers must hear of an end whatever happens. The row stays live in the database until
        # close_interrupted_runs finds it.
        logger.exception("Run %s could not be closed", generation.prepared.uuid)
        outcome.status, outcome.error_code = RunStatus.FAILED, INTERNAL_ERROR
        end = generation.end(outcome)
    finally:
        _generations.pop(generation.prepared.uuid, None)
    generation.text.finish(end)


def _mask_secrets(outcome: Outcome, secrets: tuple[str, ...]) -> None:
    """A provider that repeats a key must not show it to all who may call with it."""
    outcome.request_id = scrub(outcome.request_id, secrets)
    if outcome.response is not None:
        outcome.response = dict(as_object(scrub_json(outcome.response, secrets)))


async def _save(generation: Generation, outcome: Outcome) -> End:
    prepared = generation.prepared
    texts = checkpoints.take_checkpoint(generation)
    end = generation.end(outcome)

    def save() -> None:
        # The body may be long, so it is built here, in the database thread, and never before
        # the first delta.
        try:
            request = describe_request(shown_request(prepared.request), prepared.connection)
        except GatewayError:
            request = {}  # It could not be expressed, which is what the run failed with.
        _mask_secrets(outcome, secrets_of(prepared.connection.auth))
        close_run(prepared, outcome, request, texts)

    await database_sync_to_async(save)()
    logger.info(
        "run %s %s provider=%s latency_ms=%s ttft_ms=%s error=%s",
        prepared.uuid,
        outcome.status.value,
        prepared.connection.provider,
        outcome.latency_ms,
        outcome.ttft_ms,
        outcome.error_code or "-",
    )
    return end
