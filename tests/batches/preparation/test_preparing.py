from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from playground.accounts.models import User
from playground.batches.execution.leases import acquire
from playground.batches.models import BatchJob, BatchRunner, BatchStatus
from playground.batches.preparation import checking, loading, work
from playground.batches.preparation.preparing import MAX_ATTEMPTS, prepare
from playground.batches.reasons import reason_sentence
from tests.batches.preparation.files import (
    check_again,
    make_checking_job,
    make_reading_job,
    states_of,
)

FILE = b"text\na\nb\nc\nd\n"


def during(monkeypatch: pytest.MonkeyPatch, action: Callable[[], object]) -> None:
    """Do something after the first rows were stored, and before the next ones are."""
    monkeypatch.setattr(loading, "MAX_ROWS", 2)
    store_records = loading.store_records

    def store(work: Any, records: Any, first_index: int) -> None:
        if first_index == 2:
            action()
        store_records(work, records, first_index)

    monkeypatch.setattr(loading, "store_records", store)


def runner_of_another(job: BatchJob, **fields: Any) -> BatchRunner:
    lease_until = timezone.now() + timedelta(seconds=60)
    return BatchRunner.objects.create(
        **{"job": job, "owner": "another", "lease_until": lease_until, **fields}
    )


def test_what_is_done_is_not_done_again(alice: User):
    job = make_reading_job(alice, FILE)
    prepare(job.pk)
    pks = set(job.rows.values_list("pk", flat=True))

    prepare(job.pk)

    assert set(job.rows.values_list("pk", flat=True)) == pks


def test_only_one_does_it(alice: User):
    job = make_reading_job(alice, FILE)
    runner_of_another(job)

    prepare(job.pk)

    job.refresh_from_db()
    assert job.status == BatchStatus.READING
    assert not job.rows.exists()


def test_a_dead_process_is_followed_by_another(alice: User):
    job = make_reading_job(alice, FILE)
    runner_of_another(job, lease_until=timezone.now() - timedelta(seconds=1))

    prepare(job.pk)

    job.refresh_from_db()
    assert job.status == BatchStatus.DRAFT


def test_no_job_is_nothing_to_do(db: None):
    prepare(1)


def test_a_job_that_is_deleted_in_the_middle_is_left_alone(
    alice: User, monkeypatch: pytest.MonkeyPatch
):
    job = make_reading_job(alice, FILE)
    during(monkeypatch, lambda: BatchJob.objects.update(deleted_at=timezone.now()))

    prepare(job.pk)

    job.refresh_from_db()
    assert (job.status, job.rows.count()) == (BatchStatus.READING, 2)
    assert not BatchRunner.objects.exists()


def test_a_job_that_is_gone_in_the_middle_is_no_error(alice: User, monkeypatch: pytest.MonkeyPatch):
    job = make_reading_job(alice, FILE)
    during(monkeypatch, job.delete)

    prepare(job.pk)

    assert not BatchRunner.objects.exists()


def test_whoever_lost_the_lease_writes_nothing_more(
    alice: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    job = make_reading_job(alice, FILE)
    during(monkeypatch, lambda: runner_of_another(job))

    prepare(job.pk)

    job.refresh_from_db()
    assert (job.status, job.rows.count()) == (BatchStatus.READING, 2)
    assert BatchRunner.objects.filter(owner="another").exists()
    assert "lost its lease" in caplog.text


def test_a_job_that_wants_a_check_no_more_gets_none(alice: User, monkeypatch: pytest.MonkeyPatch):
    job = make_checking_job(alice, FILE, prompt_template="{{text}}")
    monkeypatch.setattr(checking, "MAX_ROWS", 2)
    keep = checking._keep

    def change_and_keep(*arguments: Any) -> None:
        BatchJob.objects.update(status=BatchStatus.DRAFT)
        keep(*arguments)

    monkeypatch.setattr(checking, "_keep", change_and_keep)
    prepare(job.pk)

    job.refresh_from_db()
    assert job.status == BatchStatus.DRAFT


def test_rows_are_checked_for_what_is_asked_last(alice: User, monkeypatch: pytest.MonkeyPatch):
    job = make_checking_job(alice, b'text\n" "\nx\n')
    keep = checking._keep

    def change_and_keep(*arguments: Any) -> None:
        # As if somebody had changed it, and asked for another check.
        BatchJob.objects.update(prompt_template="The same for all")
        keep(*arguments)

    monkeypatch.setattr(checking, "_keep", change_and_keep)
    prepare(job.pk)

    job.refresh_from_db()
    assert job.status == BatchStatus.CHECKED
    assert states_of(job) == ["queued", "queued"]


def test_a_surprise_in_reading_is_told_and_logged(
    alice: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    job = make_reading_job(alice, FILE)
    during(monkeypatch, surprise)

    prepare(job.pk)

    job.refresh_from_db()
    assert (job.status, job.reason_code) == (BatchStatus.UNREADABLE, "internal_error")
    assert not job.rows.exists()
    assert "a bug of ours" in caplog.text
    assert not BatchRunner.objects.exists()


def test_a_surprise_in_checking_is_told_and_logged(
    alice: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    job = make_checking_job(alice, FILE)
    monkeypatch.setattr(checking, "_judge", lambda *arguments: surprise())

    prepare(job.pk)

    job.refresh_from_db()
    assert (job.status, job.reason_code) == (BatchStatus.DRAFT, "internal_error")
    assert job.rows.count() == 4
    assert "a bug of ours" in caplog.text


def test_an_outage_of_the_database_is_waited_for(
    alice: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    job = make_reading_job(alice, FILE)

    def fail() -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as patched:
        during(patched, fail)
        prepare(job.pk)

    job.refresh_from_db()
    assert job.status == BatchStatus.READING
    # The lease ends by itself, as if the process had died.
    BatchRunner.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    prepare(job.pk)
    job.refresh_from_db()
    assert (job.status, job.rows.count()) == (BatchStatus.DRAFT, 4)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_a_process_that_is_to_end_leaves_the_job_to_others(
    alice: User, monkeypatch: pytest.MonkeyPatch
):
    job = make_reading_job(alice, FILE)
    monkeypatch.setattr(work, "is_stopping", lambda: True)

    prepare(job.pk)

    job.refresh_from_db()
    assert job.status == BatchStatus.READING
    assert not BatchRunner.objects.exists()


def test_pages_are_told_now_and_then(
    alice: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
):
    told: list[Any] = []
    monkeypatch.setattr(work, "announce_progress", lambda uuid, progress: told.append(progress))
    monkeypatch.setattr(loading, "MAX_ROWS", 1)
    job = make_reading_job(alice, FILE)

    prepare(job.pk)

    # Four chunks went by in less than a quarter of a second.
    assert [(each.status, each.prepared, each.total) for each in told] == [
        ("reading", 0, 4),
        ("draft", 4, 4),
    ]


def test_telling_keeps_the_lease(alice: User):
    job = make_reading_job(alice, FILE)
    runner = acquire(job.pk, statuses=[BatchStatus.READING])
    assert runner is not None
    BatchRunner.objects.update(lease_until=timezone.now())

    work.Work(job, runner, loading.WANTED).tell(1, total_count=4)

    runner.refresh_from_db()
    job.refresh_from_db()
    assert runner.lease_until > timezone.now() + timedelta(seconds=5)
    assert (job.prepared_count, job.total_count) == (1, 4)


def test_a_check_after_a_check_sees_the_same(alice: User):
    job = make_checking_job(alice, FILE)

    prepare(job.pk)
    check_again(job)
    prepare(job.pk)

    job.refresh_from_db()
    assert (job.status, job.total_count) == (BatchStatus.CHECKED, 4)


def surprise() -> None:
    raise ZeroDivisionError("a bug of ours")


def test_a_file_that_ends_its_process_every_time_is_given_up(
    alice: User, monkeypatch: pytest.MonkeyPatch
):
    job = make_reading_job(alice, FILE)
    with monkeypatch.context() as patch:
        during(patch, lambda: sys.exit("killed"))
        for _ in range(MAX_ATTEMPTS):
            with pytest.raises(SystemExit):
                prepare(job.pk)
            BatchRunner.objects.all().delete()

    prepare(job.pk)

    job.refresh_from_db()
    assert job.status == BatchStatus.UNREADABLE
    assert "smaller file" in reason_sentence(job.reason_code, job.reason_parameters)
    assert not job.rows.exists()


def test_a_process_that_was_killed_now_and_then_takes_no_file_away(
    alice: User, monkeypatch: pytest.MonkeyPatch
):
    job = make_reading_job(alice, FILE)
    with monkeypatch.context() as patch:
        during(patch, lambda: sys.exit("killed"))
        for _ in range(MAX_ATTEMPTS - 1):
            with pytest.raises(SystemExit):
                prepare(job.pk)
            BatchRunner.objects.all().delete()

    prepare(job.pk)

    job.refresh_from_db()
    assert (job.status, job.preparation_attempts) == (BatchStatus.DRAFT, 0)
