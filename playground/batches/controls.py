"""Which verbs the state of a job allows: what its page offers, and what it greys out."""

from __future__ import annotations

from dataclasses import dataclass

from playground.batches.models import BatchJob, BatchStatus

_RETRYABLE = (
    BatchStatus.QUEUED,
    BatchStatus.RUNNING,
    BatchStatus.PAUSED,
    BatchStatus.SUCCEEDED,
    BatchStatus.FAILED,
    BatchStatus.STOPPED,
)


@dataclass(frozen=True, slots=True)
class Controls:
    """What the owner may do now; the services judge again when it is done."""

    pause: bool = False
    resume: bool = False
    stop: bool = False
    retry_failed: bool = False
    # Whether rows may be called still, so that it matters how fast.
    may_go_on: bool = False
    # What else a job's owner may do is no matter of its state.
    is_owner: bool = False


def controls_of(job: BatchJob, *, is_owner: bool) -> Controls:
    if not is_owner:
        return Controls()
    status = job.status
    is_halted = status in (BatchStatus.PAUSED, BatchStatus.STOPPED)
    return Controls(
        pause=job.is_live,
        resume=is_halted and job.left_count > 0,
        stop=job.is_live or status == BatchStatus.PAUSED,
        retry_failed=job.failed_count > 0 and status in _RETRYABLE,
        may_go_on=not job.is_ended or job.left_count > 0 or job.failed_count > 0,
        is_owner=True,
    )
