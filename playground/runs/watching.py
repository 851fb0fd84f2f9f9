"""Follow one run for one socket: from the stream log while it is live, else from the database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from channels.db import database_sync_to_async

from playground.runs import live_runs
from playground.runs.frames import WatchFrame, delta_frames, end_frame, reset_frame
from playground.runs.models import Run
from playground.runs.services import close_orphaned_run, end_of
from playground.runs.stream_log import Batch

# With many runs at once, a frame for each delta would keep the process from reading the next ones:
# a watcher then lets some come together. With few, every delta goes out as it comes.
SECONDS_PER_LIVE_RUN = 0.000_15
SHORTEST_PAUSE_SECONDS = 0.002
LONGEST_PAUSE_SECONDS = 0.03

Send = Callable[[WatchFrame], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Watched:
    """A run whose watcher has been let in, and how much of it the page has."""

    run: UUID
    offset: int = 0
    reasoning_offset: int = 0
    steps_offset: int = 0


async def watch(watched: Watched, send: Send) -> None:
    """Send what the page lacks, then follow the run to its end."""
    follower = live_runs.follow(
        watched.run,
        offset=watched.offset,
        reasoning_offset=watched.reasoning_offset,
        steps_offset=watched.steps_offset,
    )
    if follower is None:
        await _send_from_database(watched, send)
        return
    run = str(watched.run)
    try:
        while True:
            batch = await follower.read()
            end = batch.end
            if end is not None and batch.output_offset + len(batch.output) != end.length:
                # The page is ahead of what was saved, or the log has lost a part.
                await _send_from_database(watched, send, is_complete=True)
                return
            for frame in delta_frames(run, batch):
                await send(frame)
            if end is not None:
                await send(end_frame(run, end))
                return
            pause = SECONDS_PER_LIVE_RUN * len(live_runs.generations())
            if pause >= SHORTEST_PAUSE_SECONDS:
                await asyncio.sleep(min(pause, LONGEST_PAUSE_SECONDS))
    finally:
        follower.close()


async def _send_from_database(watched: Watched, send: Send, *, is_complete: bool = False) -> None:
    """Send the saved rest, or the whole text where the page has something else."""
    run = await database_sync_to_async(_ended_run)(watched.run)
    uuid = str(watched.run)
    is_ahead = (
        len(run.output) < watched.offset
        or len(run.reasoning) < watched.reasoning_offset
        or len(run.steps) < watched.steps_offset
    )
    if is_complete or is_ahead:
        await send(reset_frame(uuid, run.output, run.reasoning, run.steps))
    else:
        rest = Batch(
            output=run.output[watched.offset :],
            output_offset=watched.offset,
            reasoning=run.reasoning[watched.reasoning_offset :],
            reasoning_offset=watched.reasoning_offset,
            end=None,
            steps=run.steps[watched.steps_offset :],
            steps_offset=watched.steps_offset,
        )
        for frame in delta_frames(uuid, rest):
            await send(frame)
    await send(end_frame(uuid, end_of(run)))


def _ended_run(uuid: UUID) -> Run:
    """Read a run that the stream log does not know: it has ended, or its process is gone."""
    run = Run.objects.defer("request", "response").get(uuid=uuid)
    if run.is_live:
        close_orphaned_run(run)
    return run
