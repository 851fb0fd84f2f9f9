"""Every frame of the socket of batches, both ways, and the functions that make those that go out.

docs/reference/frames.md explains them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

from playground.accounts.frames import Refusal, SocketPing, SocketPong
from playground.batches.models import BatchStatus
from playground.batches.reasons import reason_sentence


class BatchWatch(TypedDict):
    type: Literal["batch.watch"]
    batch: str


class BatchProgress(TypedDict):
    type: Literal["batch.progress"]
    batch: str
    # A progress.Progress as an object.
    progress: Mapping[str, Any]
    # Seconds since the epoch by the server's clock.
    at: float
    status_text: str
    reason_text: str


class BatchRefusedFrame(Refusal):
    type: Literal["batch.refused"]
    batch: NotRequired[str]


IncomingFrame = BatchWatch | SocketPing
OutgoingFrame = BatchProgress | BatchRefusedFrame | SocketPong


def progress_frame(batch: str, progress: Mapping[str, Any]) -> BatchProgress:
    """Tell how far a batch is, in the language of the moment."""
    return {
        "type": "batch.progress",
        "batch": batch,
        "progress": progress,
        "at": time.time(),
        "status_text": str(BatchStatus(progress["status"]).label),
        "reason_text": reason_sentence(progress["reason_code"], progress["reason_parameters"]),
    }
