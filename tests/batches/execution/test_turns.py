from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from playground.batches.execution import turns
from playground.batches.execution.leases import release
from playground.batches.models import BatchRunner, BatchStatus
from tests.batches.execution.jobs import make_ready_job, states
from tests.factories import make_credential, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_job():
    now = timezone.now()
    credentials = {}

    def make(owner: str, *, waits_seconds: int, **fields):
        if owner not in credentials:
            user = make_user(f"{owner}@example.com")
            credentials[owner] = make_credential(team=make_team(owner, owner=user))
        queued_at = now - timedelta(seconds=waits_seconds)
        return make_ready_job(credentials[owner], ["text"], queued_at=queued_at, **fields)

    return make


def order_of_turns() -> list[int]:
    """Take jobs as a process with many threads does."""
    jobs = []
    while (runner := turns._next_runner()) is not None:
        jobs.append(runner.job_id)
    return jobs


def test_whoever_waits_longest_goes_first(make_job):
    late = make_job("alice", waits_seconds=1)
    early = make_job("bob", waits_seconds=60)

    assert order_of_turns() == [early.pk, late.pk]


def test_whoever_is_served_least_goes_before_a_second_job_of_another(make_job):
    first = make_job("alice", waits_seconds=60)
    second = make_job("alice", waits_seconds=50)
    third = make_job("alice", waits_seconds=40)
    small = make_job("bob", waits_seconds=1)

    assert order_of_turns() == [first.pk, small.pk, second.pk, third.pk]


def test_a_job_waits_for_nobody_once_it_is_served(make_job):
    make_job("alice", waits_seconds=1)

    assert len(order_of_turns()) == 1


def test_what_is_paused_has_no_turn(make_job):
    make_job("alice", waits_seconds=1, status=BatchStatus.PAUSED)

    assert order_of_turns() == []


def test_an_embedded_server_does_not_split_a_job(settings):
    settings.IS_EMBEDDED = True

    assert turns.runners_wanted(1_000) == 1


@pytest.mark.parametrize(("worker_num", "runners"), [(1, 1), (100, 1), (101, 2), (1_000, 10)])
def test_a_wide_job_wants_several_processes(settings, worker_num, runners):
    settings.IS_EMBEDDED, settings.BATCH_LANES_PER_RUNNER = False, 100

    assert turns.runners_wanted(worker_num) == runners


def test_a_process_takes_no_more_jobs_than_it_may(make_job, monkeypatch):
    make_job("alice", waits_seconds=1)
    for _ in range(turns.settings.BATCH_RUNNERS_PER_PROCESS):
        assert turns._slots.acquire(blocking=False)
    try:
        assert turns.is_full()
        turns.run_waiting_jobs()
    finally:
        for _ in range(turns.settings.BATCH_RUNNERS_PER_PROCESS):
            turns._slots.release()

    assert not BatchRunner.objects.exists()
    assert not turns.is_full()


def test_a_worker_that_is_to_end_takes_no_job(make_job, monkeypatch):
    job = make_job("alice", waits_seconds=1)
    monkeypatch.setattr(turns, "is_stopping", lambda: True)

    turns.run_waiting_jobs()

    assert states(job) == ["queued"]


def test_a_job_that_gave_way_comes_after_those_that_waited(make_job):
    long = make_job("alice", waits_seconds=60)
    runner = turns._next_runner()
    assert runner.job_id == long.pk
    release(runner)
    type(long).objects.filter(pk=long.pk).update(queued_at=timezone.now())
    other = make_job("bob", waits_seconds=30)

    assert order_of_turns() == [other.pk, long.pk]
