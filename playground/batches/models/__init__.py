"""What batches keep: the uploaded file, the job, its rows, and who works on it."""

from __future__ import annotations

from playground.batches.models.files import BatchFile, FileFormat
from playground.batches.models.jobs import (
    ENDED_STATUSES,
    LIVE_STATUSES,
    PREPARING_STATUSES,
    SETUP_STATUSES,
    BatchJob,
    BatchKind,
    BatchStatus,
)
from playground.batches.models.rows import BatchFault, BatchRow, FaultStage, RowState
from playground.batches.models.runners import BatchRunner, BatchSample

__all__ = [
    "ENDED_STATUSES",
    "LIVE_STATUSES",
    "PREPARING_STATUSES",
    "SETUP_STATUSES",
    "BatchFault",
    "BatchFile",
    "BatchJob",
    "BatchKind",
    "BatchRow",
    "BatchRunner",
    "BatchSample",
    "BatchStatus",
    "FaultStage",
    "FileFormat",
    "RowState",
]
