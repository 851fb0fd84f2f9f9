"""What the scheduler asks of images."""

from __future__ import annotations

from celery import shared_task

from playground.images.services import library


@shared_task  # type: ignore[untyped-decorator]
def sweep_images(**kwargs: object) -> None:
    """Delete files that belong to no image any more."""
    library.sweep()
