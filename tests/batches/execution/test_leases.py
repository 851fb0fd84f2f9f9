from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest
from django.utils import timezone

from playground.batches.execution import leases
from playground.batches.execution.turns import recover
from playground.batches.models import LIVE_STATUSES, BatchRunner, BatchStatus, RowState
from tests.batches.execution.jobs import make_ready_job, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(sandbox_credential):
    return make_ready_job(sandbox_credential, ["one", "two", "three"], worker_num=10)


@pytest.fixture
def other_process(monkeypatch):
    """Return a way to do something as another worker process would."""

    def as_other(function, *arguments, **keywords):
        with monkeypatch.context() as patch:
            patch.setattr(leases, "process_owner", lambda: "another:1:process")
            return function(*arguments, **keywords)

    return as_other


def take(job, **options):
    return leases.acquire(job.pk, statuses=LIVE_STATUSES, lanes=10, **options)


def let_lapse(runner):
    past = timezone.now() - timezone.timedelta(hours=1)
    BatchRunner.objects.filter(pk=runner.pk).update(lease_until=past)


def no_prepare(job_id: int) -> None:
    raise AssertionError(f"{job_id} needs no preparation")


def test_a_second_hint_finds_the_job_taken(job):
    assert take(job) is not None
    assert take(job, max_runners=2) is None


def test_another_process_may_join_a_wide_job(job, other_process):
    take(job, max_runners=2)

    assert other_process(take, job) is None
    assert other_process(take, job, max_runners=2) is not None


def test_runners_never_hold_more_lanes_than_the_job_has(job, other_process):
    first = take(job, max_runners=2)
    second = other_process(take, job, max_runners=2)

    assert first.lanes == 10
    assert second.lanes == 0


@pytest.mark.parametrize("status", [BatchStatus.PAUSED, BatchStatus.STOPPED, BatchStatus.DRAFT])
def test_a_job_that_is_not_to_run_is_not_taken(job, status):
    job.status = status
    job.save()

    assert take(job) is None


def test_a_deleted_job_is_not_taken(job):
    job.deleted_at = timezone.now()
    job.save()

    assert take(job) is None


def test_a_lease_that_ended_is_taken_over(job, other_process):
    first = take(job)
    let_lapse(first)

    assert other_process(take, job) is not None


def test_what_a_dead_runner_held_is_called_again(job, settings):
    settings.IS_EMBEDDED = False
    runner = take(job)
    job.rows.filter(index__lt=2).update(state=RowState.RUNNING, runner_id=runner.pk)
    let_lapse(runner)
    hints = []

    recover(send_run=lambda: hints.append("run"), send_prepare=no_prepare)

    assert states(job) == [RowState.QUEUED] * 3
    # They may have been sent: somebody should know.
    assert [row.attempts for row in job.rows.order_by("index")] == [1, 1, 0]
    assert not leases.renew(runner)
    assert hints == ["run"]


def test_a_runner_that_is_alive_is_left_alone(job, settings):
    settings.IS_EMBEDDED = False
    runner = take(job)
    job.rows.update(state=RowState.RUNNING, runner_id=runner.pk)

    recover(send_run=lambda: pytest.fail("nobody is missing"), send_prepare=no_prepare)

    assert states(job) == [RowState.RUNNING] * 3


def owned_by(job, owner: str) -> None:
    runner = take(job)
    BatchRunner.objects.filter(pk=runner.pk).update(owner=owner)
    job.rows.update(state=RowState.RUNNING, runner_id=runner.pk)


def an_ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_a_killed_embedded_server_held_is_free_at_once(job):
    owned_by(job, f"{socket.gethostname()[:32]}:{an_ended_process()}:00000000")

    recover(send_run=lambda: None, send_prepare=no_prepare)

    assert states(job) == [RowState.QUEUED] * 3


def test_a_server_that_was_given_the_number_of_the_killed_one_takes_over_as_well(job):
    owned_by(job, f"{socket.gethostname()[:32]}:{os.getpid()}:00000000")

    recover(send_run=lambda: None, send_prepare=no_prepare)

    assert states(job) == [RowState.QUEUED] * 3


@pytest.mark.parametrize("owner", [f"{socket.gethostname()[:32]}:1:abc", "another-machine:1:abc"])
def test_a_second_server_on_the_same_database_is_left_alone(job, owner):
    owned_by(job, owner)

    recover(send_run=lambda: pytest.fail("nobody is missing"), send_prepare=no_prepare)

    assert states(job) == [RowState.RUNNING] * 3


def test_a_file_that_nobody_reads_any_more_is_read_again(job):
    job.status = BatchStatus.READING
    job.save()
    asked = []

    recover(send_run=lambda: pytest.fail("nothing is to run"), send_prepare=asked.append)

    assert asked == [job.pk]
