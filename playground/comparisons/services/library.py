"""Name, keep and delete comparisons."""

from __future__ import annotations

from uuid import UUID

from playground.comparisons.models import Comparison
from playground.runs.models import LIVE_STATUSES


def rename(*, comparison: Comparison, title: str) -> None:
    comparison.title = title
    comparison.save(update_fields=["title"])


def keep(*, comparison: Comparison, is_kept: bool) -> None:
    comparison.is_kept = is_kept
    comparison.save(update_fields=["is_kept"])


def delete(*, comparison: Comparison) -> list[UUID]:
    """Delete a comparison; returns the runs that are still answering. Runs stay in the history."""
    live = comparison.columns.filter(run__status__in=LIVE_STATUSES)
    runs = list(live.values_list("run__uuid", flat=True))
    comparison.delete()
    return runs
