"""The live runs of this process: start, stop, follow, and end them all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from uuid import UUID

from channels.db import database_sync_to_async

from playground.gateway import GatewayError
from playground.gateway.client import describe_request
from playground.runs import checkpoints, logs
from playground.runs.generation import INTERNAL_ERROR, Generation, OpenedRun, Outcome
from playground.runs.models import RunStatus
from playground.runs.recording import close_run
from playground.runs.stream_log import End, Follower

logger = logging.getLogger(__name__)

_generations: dict[UUID, Generation] = {}
_tasks: set[asyncio.Task[None]] = set()
_saving: asyncio.Task[None] | None = None


def is_live_here(run: UUID) -> bool:
    return run in _generations


def start(opened: OpenedRun) -> asyncio.Task[None]:
    """Start to generate a run that was saved; it goes on whoever watches.

    Returns the task, done once the end is saved; cancel it not, but `request_stop`.
    """
    log = logs.stream_log(_stop_here)
    text = log.open(opened.uuid, output=opened.output, reasoning=opened.reasoning)
    generation = _generations[opened.uuid] = Generation(opened, text)
    task = asyncio.create_task(_generate(generation), name=f"run-{opened.uuid}")
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    _start_saving()
    return task


def follow(run: UUID, *, offset: int, reasoning_offset: int) -> Follower | None:
    """Follow a run from these offsets; None if only the database can tell about it."""
    log = logs.stream_log(_stop_here)
    return log.follow(run, offset=offset, reasoning_offset=reasoning_offset)


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


def _stop_here(run: UUID) -> bool:
    generation = _generations.get(run)
    if generation is not None:
        generation.cancel(RunStatus.STOPPED)
    return generation is not None


def _start_saving() -> None:
    global _saving
    if _saving is None or _saving.done() or _saving.get_loop() is not asyncio.get_running_loop():
        _saving = asyncio.create_task(
            checkpoints.keep_saving(_live_generations), name="run-checkpoints"
        )


def _live_generations() -> Collection[Generation]:
    return _generations.values()


async def _generate(generation: Generation) -> None:
    outcome = await generation.generate()
    # A second cancellation, as when the loop ends, must not lose the closing writes.
    closing = asyncio.ensure_future(_close(generation, outcome))
    try:
        await asyncio.shield(closing)
    except asyncio.CancelledError:
        await closing
        raise


async def _close(generation: Generation, outcome: Outcome) -> None:
    """Save the end first and tell it then, so that a watcher who knows it can read it."""
    try:
        end = await _save(generation, outcome)
    except Exception:
        # Watchers must hear of an end whatever happens. The row stays live in the database until
        # close_interrupted_runs finds it.
        logger.exception("Run %s could not be closed", generation.opened.uuid)
        outcome.status, outcome.error_code = RunStatus.FAILED, INTERNAL_ERROR
        end = generation.end(outcome)
    finally:
        _generations.pop(generation.opened.uuid, None)
    generation.text.finish(end)


async def _save(generation: Generation, outcome: Outcome) -> End:
    opened = generation.opened
    texts = checkpoints.take_checkpoint(generation)
    end = generation.end(outcome)

    def save() -> None:
        # The body may be long, so it is built here, in the database thread, and never before
        # the first delta.
        try:
            request = describe_request(opened.request, opened.connection)
        except GatewayError:
            request = {}  # It could not be expressed, which is what the run failed with.
        close_run(opened, outcome, request, texts)

    await database_sync_to_async(save)()
    logger.info(
        "run %s %s provider=%s latency_ms=%s ttft_ms=%s error=%s",
        opened.uuid,
        outcome.status.value,
        opened.connection.provider,
        outcome.latency_ms,
        outcome.ttft_ms,
        outcome.error_code or "-",
    )
    return end
