"""The one writer of checkpoints: once a second, all live runs of the process, one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection

from channels.db import database_sync_to_async
from django.db import DatabaseError

from playground.runs.generation import Generation
from playground.runs.recording import Checkpoint, save_checkpoints

logger = logging.getLogger(__name__)

INTERVAL_SECONDS = 1.0


def take_checkpoint(generation: Generation) -> Checkpoint:
    generation.is_dirty = False
    text = generation.text
    return Checkpoint(
        generation.prepared.uuid, str(text.output), str(text.reasoning), str(text.steps)
    )


async def save_all(generations: Collection[Generation]) -> None:
    """Save what changed since the last time, and that all of these are alive."""
    checkpoints = [take_checkpoint(each) for each in generations if each.is_dirty]
    live = [each.prepared.uuid for each in generations]
    await database_sync_to_async(save_checkpoints)(checkpoints, live)


async def keep_saving(live_generations: Callable[[], Collection[Generation]]) -> None:
    """Save once a second for as long as there are live runs."""
    while live_generations():
        await asyncio.sleep(INTERVAL_SECONDS)
        generations = list(live_generations())
        try:
            await save_all(generations)
        except DatabaseError as exc:
            # The next second tries again, with more text.
            for generation in generations:
                generation.is_dirty = True
            logger.warning("Checkpoints were not saved: %s", type(exc).__name__)
