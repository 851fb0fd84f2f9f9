"""What the scheduler asks of shares."""

from __future__ import annotations

from celery import shared_task

from playground.shares.services import links


@shared_task  # type: ignore[untyped-decorator]
def purge_erased_shares(**kwargs: object) -> None:
    """Delete what is still kept of texts that were erased where they came from."""
    links.purge_erased()
