"""What the scheduler asks of runs."""

from __future__ import annotations

from celery import shared_task

from playground.runs import services


@shared_task  # type: ignore[untyped-decorator]
def close_interrupted_runs(**kwargs: object) -> None:
    services.close_interrupted_runs()
