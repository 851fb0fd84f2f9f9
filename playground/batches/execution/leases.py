"""Who works on which job: a lease in the database, which a dead process cannot renew."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Collection
from datetime import timedelta
from functools import cache
from math import ceil

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from playground.batches.models import BatchJob, BatchRunner


class LeaseLost(Exception):
    """Somebody took this runner for dead: its rows are others' now."""


def process_owner() -> str:
    """Name this process, on any machine, also apart from one that had its number before."""
    return _process_owner(os.getpid())


@cache
def _process_owner(process_id: int) -> str:
    return f"{socket.gethostname()[:32]}:{process_id}:{secrets.token_hex(4)}"


def is_gone(owner: str) -> bool:
    """Tell whether a process of this machine has ended; of others only their leases tell."""
    if sys.platform == "win32":
        # Which has no way to ask that does not end the process.
        return False
    host, process_id, _ = owner.rsplit(":", 2)
    if host != socket.gethostname()[:32] or owner == process_owner():
        return False
    try:
        os.kill(int(process_id), 0)
    except ProcessLookupError:
        return True
    except OSError:
        # Somebody else's, who has the number now.
        return False
    # Its number may be another's, or ours, by now: only the rest of the name would tell.
    return int(process_id) == os.getpid()


def lease_end() -> CombinedExpression:
    """Return the end of a lease that begins now, by the database's clock."""
    return Now() + timedelta(seconds=settings.BATCH_LEASE_SECONDS)


def is_alive() -> Q:
    return Q(lease_until__gte=Now())


def runners_wanted(worker_num: int) -> int:
    """Return how many runners a job of this width may have: one feeds only so many lanes."""
    if settings.IS_EMBEDDED:
        # All runners would be threads of this process, which are no faster together.
        return 1
    return ceil(worker_num / settings.BATCH_LANES_PER_RUNNER)


def acquire(
    job_id: int, *, statuses: Collection[str], max_runners: int = 1, lanes: int = 0
) -> BatchRunner | None:
    """Begin to work on a job; None if its status or enough others stand against that.

    `lanes` are those wanted; a runner gets what the job's worker_num still allows.
    """
    with transaction.atomic():
        job = (
            BatchJob.objects.select_for_update()
            .filter(pk=job_id, status__in=statuses, deleted_at__isnull=True)
            .only("pk", "worker_num")
            .first()
        )
        if job is None:
            return None
        others = list(BatchRunner.objects.filter(is_alive(), job_id=job_id))
        owner = process_owner()
        if len(others) >= max_runners or any(other.owner == owner for other in others):
            return None
        free = max(0, job.worker_num - sum(other.lanes for other in others))
        runner = BatchRunner(
            job_id=job_id, owner=owner, lanes=min(lanes, free), lease_until=lease_end()
        )
        runner.save()
        return runner


def renew(runner: BatchRunner) -> bool:
    """Extend a lease; False if it was lost, and with it all that was claimed under it."""
    return BatchRunner.objects.filter(pk=runner.pk).update(lease_until=lease_end()) == 1


def release(runner: BatchRunner) -> None:
    """End a lease whose rows are stored or given back."""
    BatchRunner.objects.filter(pk=runner.pk).delete()
