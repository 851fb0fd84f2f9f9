"""Jobs that are ready to be called, and one call of everything that waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from django.utils import timezone

from playground.batches.execution import turns
from playground.batches.models import BatchJob, BatchRow, BatchStatus
from playground.credentials.models import Credential


def make_ready_job(credential: Credential, texts: Sequence[str], **fields: Any) -> BatchJob:
    """Make a queued job of the credential's first team member, a row for each text."""
    owner = fields.pop("owner", None) or credential.team.memberships.order_by("pk").first().user
    values = {
        "name": "Texts",
        "status": BatchStatus.QUEUED,
        "queued_at": timezone.now(),
        "provider": "qianfan_v1",
        "model": "ERNIE-Lite-8K",
        "columns": ["text"],
        "prompt_template": "{{text}}",
        "worker_num": 4,
        "total_count": len(texts),
        **fields,
    }
    job = BatchJob.objects.create(owner=owner, credential=credential, **values)
    BatchRow.objects.bulk_create(
        BatchRow(job=job, index=index, line=index + 2, inputs=orjson.dumps([text]).decode())
        for index, text in enumerate(texts)
    )
    return job


def work() -> None:
    """Do what a worker does that is told of work, until there is none."""
    turns.run_waiting_jobs()


def states(job: BatchJob) -> list[str]:
    return list(job.rows.order_by("index").values_list("state", flat=True))
