"""May this job go on, and how: its owner, its credential, its share, and who else waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce, Now

from playground.batches.execution.leases import LeaseLost, is_alive, renew, runners_wanted
from playground.batches.execution.values import PauseWish
from playground.batches.models import (
    LIVE_STATUSES,
    BatchJob,
    BatchRunner,
    BatchSample,
    BatchStatus,
)
from playground.batches.row_requests import RowRequests
from playground.credentials.crypto import SecretUnreadableError
from playground.credentials.models import Credential
from playground.gateway import GatewayError
from playground.runs.batch_calls import BatchCaller

_LOOK_SECONDS = 1.0
# While lanes change hands: one runner waits for what another gives up.
_CHANGING_SECONDS = 0.25
# Rights change seldom, and whoever takes one away waits this long at most.
_RIGHTS_SECONDS = 5.0
_FIRST_SAMPLE_SECONDS = 2.0
# However long a job takes, its chart has some hundred points.
_SAMPLES_AT_MOST = 300
# Long enough for a free worker to come by itself.
_WAITING_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Start:
    """What a runner needs to call rows."""

    job: BatchJob
    requests: RowRequests
    caller: BatchCaller


@dataclass(frozen=True, slots=True)
class View:
    """What has changed around a job since the last look."""

    lanes: int
    # Rows that other runners of the job are calling.
    others_in_flight: int = 0
    caller: BatchCaller | None = None
    pause: PauseWish | None = None
    gives_way: bool = False


@dataclass(frozen=True, slots=True)
class _Share:
    """What one runner has of a job; a surplus one is not wanted any more."""

    lanes: int
    others_in_flight: int
    is_surplus: bool


class Conditions:
    """Looks around for one runner, in its database thread; `is_full` tells of this process."""

    def __init__(self, runner: BatchRunner, is_full: Callable[[], bool]) -> None:
        self._runner = runner
        self._is_full = is_full
        self._began_at = self._looked_at = self._asked_at = time.monotonic()
        self._sampled_at = float("-inf")
        # The runners of a job that begins come one after the other.
        self._is_changing = True
        # Of the credential that is called with.
        self._version: object = None

    def open(self) -> Start | PauseWish:
        """Begin: look up what is called, and with what. A wish says why that cannot be."""
        jobs = BatchJob.objects.filter(pk=self._runner.job_id)
        jobs.filter(status=BatchStatus.QUEUED).update(
            status=BatchStatus.RUNNING, started_at=Coalesce("started_at", Now())
        )
        job = jobs.select_related("owner").get()
        caller = self._open_caller(job)
        if isinstance(caller, PauseWish):
            return caller
        try:
            return Start(job, RowRequests(job), caller)
        except GatewayError as error:
            return PauseWish(error.code, error.message_parameters)

    @property
    def pause_seconds(self) -> float:
        """How long one look is good for."""
        return _CHANGING_SECONDS if self._is_changing else _LOOK_SECONDS

    def are_due(self) -> bool:
        """Is it time for another look?"""
        if time.monotonic() - self._looked_at < self.pause_seconds:
            return False
        self._looked_at = time.monotonic()
        return True

    def look(self, job: BatchJob, held: int) -> View:
        """See what has changed; also renews the lease, and marks the chart.

        `held` are the lanes that may be calling now. Raises: LeaseLost.
        """
        if not renew(self._runner):
            raise LeaseLost
        self._sample(job)
        share = self._share(job, held)
        now = time.monotonic()
        caller = None
        if now - self._asked_at >= _RIGHTS_SECONDS:
            self._asked_at = now
            version = self._version
            opened = self._open_caller(job)
            if isinstance(opened, PauseWish):
                return View(share.lanes, share.others_in_flight, pause=opened)
            caller = opened if version != self._version else None
        gives_way = share.is_surplus or self._gives_way(job, now)
        return View(share.lanes, share.others_in_flight, caller, gives_way=gives_way)

    def _open_caller(self, job: BatchJob) -> BatchCaller | PauseWish:
        owner = job.owner
        owner.refresh_from_db(fields=["is_active"])
        if not owner.is_active:
            return PauseWish("owner_inactive")
        usable = Credential.objects.usable_by(owner)
        # A deleted one leaves nothing behind.
        credential = usable.filter(pk=job.credential_id or 0).first()
        if credential is None:
            return PauseWish("credential_unavailable")
        self._version = (credential.secret_changed_at, credential.rate_limits)
        try:
            return BatchCaller(credential, job.provider, timeout_seconds=job.row_timeout_seconds)
        except GatewayError as error:
            return PauseWish(error.code, error.message_parameters)
        except SecretUnreadableError:
            return PauseWish("secret_unreadable")
        except ValueError:
            # The credential was made one of another kind, which cannot reach this provider.
            return PauseWish("credential_unavailable")

    def _share(self, job: BatchJob, held: int) -> _Share:
        """Divide worker_num among the job's runners; never are more lanes held than that."""
        with transaction.atomic():
            BatchJob.objects.select_for_update().only("pk").get(pk=job.pk)
            alive = BatchRunner.objects.filter(is_alive(), job_id=job.pk)
            runners = {runner.pk: runner for runner in alive.order_by("pk")}
            if self._runner.pk not in runners:
                raise LeaseLost
            count = min(len(runners), runners_wanted(job.worker_num))
            rank = list(runners).index(self._runner.pk)
            own = runners.pop(self._runner.pk)
            free = job.worker_num - sum(other.lanes for other in runners.values())
            share = (job.worker_num + count - 1 - rank) // count if rank < count else 0
            lanes = min(share, max(own.lanes, free))
            self._is_changing = lanes < share or lanes < held
            # A lane that is given up is free for others once its last call has ended.
            BatchRunner.objects.filter(pk=own.pk).update(lanes=max(lanes, held))
        in_flight = sum(other.in_flight for other in runners.values())
        return _Share(lanes, in_flight, is_surplus=rank >= count)

    def _gives_way(self, job: BatchJob, now: float) -> bool:
        if now - self._began_at < settings.BATCH_TURN_SECONDS or not self._is_full():
            return False
        runners = BatchRunner.objects.filter(is_alive(), job_id=OuterRef("pk"))
        others = BatchJob.objects.filter(
            ~Exists(runners),
            status=BatchStatus.QUEUED,
            deleted_at__isnull=True,
            queued_at__lt=Now() - timedelta(seconds=_WAITING_SECONDS),
        )
        return others.exclude(owner_id=job.owner_id).exists()

    def _sample(self, job: BatchJob) -> None:
        now = time.monotonic()
        pause = max(_FIRST_SAMPLE_SECONDS, (now - self._began_at) / _SAMPLES_AT_MOST)
        if job.status in LIVE_STATUSES and now - self._sampled_at >= pause:
            self._sampled_at = now
            BatchSample.objects.create(
                job_id=job.pk,
                taken_at=Now(),
                ended_count=job.ended_count,
                total_tokens=job.total_tokens,
            )
