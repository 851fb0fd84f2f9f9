"""How far a job is, as its pages are told: whole numbers of this moment, never differences."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from playground.batches.models import BatchJob

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast it goes; None where that is not known (yet)."""

    rows_per_second: float | None = None
    tokens_per_second: float | None = None
    eta_seconds: float | None = None


NO_PACE = Pace()


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts are rows. `prepared` are those read or checked so far; `running` are in flight.

    In a trial `target` is the number of its rows, else that of all rows that can be called.
    """

    status: str
    reason_code: str
    reason_parameters: dict[str, Any]
    is_trial: bool
    total: int
    target: int
    invalid: int
    prepared: int
    succeeded: int
    failed: int
    running: int
    input_tokens: int
    output_tokens: int
    worker_num: int
    pace: Pace = NO_PACE


def progress_of(job: BatchJob, *, running: int = 0, pace: Pace = NO_PACE) -> Progress:
    return Progress(
        status=job.status,
        reason_code=job.reason_code,
        reason_parameters=job.reason_parameters,
        is_trial=job.is_trial,
        total=job.total_count,
        target=job.sampled_count if job.is_trial else job.total_count,
        invalid=job.invalid_count,
        prepared=job.prepared_count,
        succeeded=job.succeeded_count,
        failed=job.failed_count,
        running=running,
        input_tokens=job.input_tokens,
        output_tokens=job.output_tokens,
        worker_num=job.worker_num,
        pace=pace,
    )


def batch_group(uuid: UUID) -> str:
    """Return the channel-layer group of all sockets that watch a job."""
    return f"batch.{uuid}"


def progress_message(uuid: UUID, progress: Progress) -> dict[str, Any]:
    """Return what the layer carries to the consumers: `batch_progress` is its handler."""
    return {"type": "batch.progress", "batch": str(uuid), "progress": asdict(progress)}


async def send_progress(uuid: UUID, progress: Progress) -> None:
    """Tell the pages that watch; on an event loop. What cannot be told is not worth an error."""
    try:
        await get_channel_layer().group_send(batch_group(uuid), progress_message(uuid, progress))
    except Exception:
        # The next message has all that this one had, and pages ask again when they come back.
        logger.warning("Progress of batch %s was not told", uuid, exc_info=True)


def announce_progress(uuid: UUID, progress: Progress) -> None:
    """Tell the pages that watch, once the transaction is through; in a thread without a loop."""
    transaction.on_commit(lambda: async_to_sync(send_progress)(uuid, progress))
