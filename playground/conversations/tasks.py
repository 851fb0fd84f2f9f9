"""What the scheduler asks of conversations."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from playground.conversations.services import library


@shared_task  # type: ignore[untyped-decorator]
def purge_deleted_conversations(**kwargs: object) -> None:
    library.purge_deleted(now=timezone.now())
