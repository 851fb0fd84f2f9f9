"""What the scheduler asks of accounts."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from playground.accounts import services


@shared_task  # type: ignore[untyped-decorator]
def purge_expired(**kwargs: object) -> None:
    services.purge_expired(now=timezone.now())
