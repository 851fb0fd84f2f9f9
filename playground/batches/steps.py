"""The way of a batch that is being set up: which step it is at, and which can be gone to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from playground.batches.models import BatchJob, BatchStatus

_UPLOADING = (BatchStatus.EMPTY, BatchStatus.READING, BatchStatus.UNREADABLE)


class Step(TextChoices):
    UPLOAD = "upload", _("Upload")
    MAP = "map", _("Map")
    CHECK = "check", _("Check")
    TRY = "try", _("Try")
    RUN = "run", _("Run")


# Where one can go beyond the step at which a job waits.
_FURTHEST: Final[dict[str, Step]] = {
    BatchStatus.EMPTY: Step.MAP,
    BatchStatus.READING: Step.MAP,
    BatchStatus.CHECKED: Step.TRY,
}
_PAGES: Final[dict[Step, str]] = {
    Step.UPLOAD: "file",
    Step.MAP: "mapping",
    Step.CHECK: "check",
    Step.TRY: "try",
    Step.RUN: "detail",
}


@dataclass(frozen=True, slots=True)
class StepLink:
    """One step as the page shows it; one that cannot be gone to yet has no address."""

    step: Step
    url: str
    is_current: bool
    is_done: bool

    @property
    def is_reachable(self) -> bool:
        return bool(self.url)


def step_of(job: BatchJob) -> Step:
    """Tell which step a job waits at, whatever page is open."""
    if job.status in _UPLOADING:
        return Step.UPLOAD
    if job.status == BatchStatus.DRAFT:
        return Step.MAP
    if job.status == BatchStatus.CHECKING:
        return Step.CHECK
    if job.status == BatchStatus.CHECKED:
        is_decided = not job.invalid_count or job.ended_count
        return Step.TRY if is_decided else Step.CHECK
    return Step.TRY if job.is_trial else Step.RUN


def step_url(job: BatchJob, step: Step) -> str:
    return reverse(f"batches:{_PAGES[step]}", args=[job.uuid])


def step_links(job: BatchJob | None, current: Step) -> list[StepLink]:
    """List all steps, from one page of them; without a job it is the very first."""
    steps = list(Step)
    waiting = steps.index(step_of(job)) if job else 0
    furthest = steps.index(_FURTHEST.get(job.status, steps[waiting])) if job else 0
    return [
        StepLink(
            step,
            url=step_url(job, step) if job and at <= furthest else "",
            is_current=step == current,
            is_done=at < waiting and step != current,
        )
        for at, step in enumerate(steps)
    ]
