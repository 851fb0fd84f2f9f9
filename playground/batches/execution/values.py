"""What passes between the calls of a job and its database thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playground.batches.models import BatchJob, RowState
from playground.runs.batch_calls import BatchAnswer


@dataclass(slots=True)
class ClaimedRow:
    """A row that this runner may call; `attempts` are those it has made of it."""

    pk: int
    index: int
    inputs: str = field(repr=False)
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class EndedRow:
    """A row that is done, one way or the other."""

    row: ClaimedRow
    state: RowState
    answer: BatchAnswer
    images: list[dict[str, Any]] | None = None
    error_code: str = ""
    error_message: str = ""
    error_parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PauseWish:
    """Why a runner wants its job paused; `rows` failed only for that and are called again."""

    reason_code: str
    reason_parameters: dict[str, Any] = field(default_factory=dict)
    rows: tuple[int, ...] = ()


@dataclass(slots=True)
class Writes:
    """What is to be stored next, in one transaction."""

    ended: list[EndedRow] = field(default_factory=list)
    given_back: list[ClaimedRow] = field(default_factory=list)
    pause: PauseWish | None = None

    def __bool__(self) -> bool:
        return bool(self.ended or self.given_back or self.pause)


@dataclass(frozen=True, slots=True)
class Cycle:
    """What the database says after it has stored: the job as it is now, and rows to call."""

    job: BatchJob
    claimed: list[ClaimedRow]
