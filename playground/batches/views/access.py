"""Whose batches a person may look at, and whose they may change: 404 for all others."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from playground.accounts.models import User
from playground.batches.models import BatchJob

_RELATED = ("owner", "team", "credential", "file")


def visible_job(user: User, uuid: UUID) -> BatchJob:
    jobs = BatchJob.objects.visible_to(user).select_related(*_RELATED)
    return get_object_or_404(jobs, uuid=uuid)


def editable_job(user: User, uuid: UUID) -> BatchJob:
    jobs = BatchJob.objects.editable_by(user).select_related(*_RELATED)
    return get_object_or_404(jobs, uuid=uuid)
