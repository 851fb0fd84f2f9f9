from __future__ import annotations

import pytest
from django.utils import timezone

from playground.batches import tasks
from playground.batches.models import BatchStatus, RowState
from playground.batches.services import control
from playground.batches.services.refusals import BatchRefused
from tests.batches.execution.jobs import make_ready_job, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_job(sandbox_credential):
    def make(status=BatchStatus.CHECKED, count=20, **fields):
        texts = [f"text {number}" for number in range(count)]
        return make_ready_job(sandbox_credential, texts, status=status, **fields)

    return make


@pytest.fixture
def hints(monkeypatch, django_capture_on_commit_callbacks):
    """Return a way to do something, which tells how many hints went out after it."""
    sent = []
    monkeypatch.setattr(tasks.run_batches, "apply_async", lambda *args, **kwargs: sent.append(1))

    def count(verb, **arguments):
        before = len(sent)
        with django_capture_on_commit_callbacks(execute=True):
            verb(**arguments)
        return len(sent) - before

    return count


def refusal(verb, **arguments) -> str:
    with pytest.raises(BatchRefused) as caught:
        verb(**arguments)
    assert caught.value.sentence
    return caught.value.code


def test_a_start_queues_the_job_and_calls_a_worker(make_job, hints):
    job = make_job()

    assert hints(control.start, job=job) == 1
    assert job.status == BatchStatus.QUEUED
    assert job.queued_at is not None


def test_a_wide_job_calls_for_several_workers(make_job, hints, settings):
    settings.IS_EMBEDDED, settings.BATCH_LANES_PER_RUNNER = False, 100

    assert hints(control.start, job=make_job(worker_num=250)) == 3


def test_of_two_starts_one_is_refused(make_job):
    job = make_job()
    same = type(job).objects.get(pk=job.pk)
    control.start(job=job)

    assert refusal(control.start, job=same) == "not_startable"


@pytest.mark.parametrize("status", [BatchStatus.DRAFT, BatchStatus.CHECKING, BatchStatus.READING])
def test_nothing_is_sent_before_the_check(make_job, status):
    job = make_job(status)

    assert refusal(control.start, job=job) == "not_startable"
    assert refusal(control.start_trial, job=job, count=5) == "not_checked"


def test_a_file_whose_rows_are_all_bad_is_not_started(make_job):
    assert refusal(control.start, job=make_job(count=0)) == "no_rows"


@pytest.mark.parametrize("verb", [control.start, control.resume, control.retry_failed])
def test_somebody_elses_credential_calls_nothing(make_job, charlie, verb):
    job = make_job(BatchStatus.PAUSED, owner=charlie)

    assert refusal(verb, job=job) == "credential_unavailable"


def test_a_disabled_credential_calls_nothing(make_job, sandbox_credential):
    job = make_job()
    sandbox_credential.is_enabled = False
    sandbox_credential.save()

    assert refusal(control.start, job=job) == "credential_unavailable"


def test_a_trial_takes_the_first_rows(make_job):
    job = make_job()

    control.start_trial(job=job, count=3)

    assert list(job.rows.filter(is_sampled=True).values_list("index", flat=True)) == [0, 1, 2]
    assert (job.is_trial, job.sampled_count, job.status) == (True, 3, BatchStatus.QUEUED)


def test_a_random_trial_takes_as_many_rows_from_anywhere(make_job):
    seen = set()
    for _ in range(5):
        job = make_job(count=200)
        control.start_trial(job=job, count=4, is_random=True)
        indexes = set(job.rows.filter(is_sampled=True).values_list("index", flat=True))
        assert len(indexes) == 4
        seen |= indexes

    assert seen - {0, 1, 2, 3}


def test_a_trial_of_more_rows_than_there_are_takes_all(make_job):
    job = make_job(count=3)

    control.start_trial(job=job, count=50, is_random=True)

    assert job.sampled_count == 3


def test_a_second_trial_takes_other_rows(make_job):
    job = make_job()
    control.start_trial(job=job, count=3)
    job.rows.filter(is_sampled=True).update(state=RowState.SUCCEEDED)
    type(job).objects.filter(pk=job.pk).update(status=BatchStatus.CHECKED, is_trial=False)

    control.start_trial(job=job, count=2)

    assert list(job.rows.filter(is_sampled=True).values_list("index", flat=True)) == [0, 1, 2, 3, 4]


def test_a_full_run_after_a_trial_is_no_trial(make_job):
    job = make_job(is_trial=True)

    control.start(job=job)

    assert not job.is_trial


@pytest.mark.parametrize("status", [BatchStatus.QUEUED, BatchStatus.RUNNING])
def test_what_is_live_can_be_paused_and_resumed(make_job, hints, status):
    job = make_job(status)

    control.pause(job=job)
    assert job.status == BatchStatus.PAUSED

    assert hints(control.resume, job=job) == 1
    assert job.status == BatchStatus.QUEUED


def test_a_resumed_job_forgets_why_it_paused(make_job):
    job = make_job(
        BatchStatus.PAUSED, reason_code="equal_errors", reason_parameters={"error_code": "x"}
    )

    control.resume(job=job)

    assert (job.reason_code, job.reason_parameters) == ("", {})


@pytest.mark.parametrize("status", [BatchStatus.QUEUED, BatchStatus.RUNNING, BatchStatus.PAUSED])
def test_a_stopped_job_keeps_what_is_stored(make_job, status):
    job = make_job(status)
    job.rows.filter(index__lt=5).update(state=RowState.SUCCEEDED, output="kept")

    control.stop(job=job)

    assert job.status == BatchStatus.STOPPED
    assert job.finished_at is not None
    assert job.rows.filter(output="kept").count() == 5


@pytest.mark.parametrize("status", [BatchStatus.CHECKED, BatchStatus.SUCCEEDED, BatchStatus.FAILED])
def test_what_does_not_run_cannot_be_paused_or_stopped(make_job, status):
    job = make_job(status)

    assert refusal(control.pause, job=job) == "not_live"
    assert refusal(control.stop, job=job) == "not_live"


def test_what_has_ended_cannot_be_resumed(make_job):
    job = make_job(BatchStatus.SUCCEEDED, succeeded_count=20)

    assert refusal(control.resume, job=job) == "not_resumable"


def test_a_stopped_job_can_be_taken_up_again(make_job):
    job = make_job(BatchStatus.STOPPED, finished_at=timezone.now())

    control.resume(job=job)

    assert (job.status, job.finished_at) == (BatchStatus.QUEUED, None)


def test_a_spent_budget_must_be_raised_first(make_job):
    job = make_job(
        BatchStatus.STOPPED, token_budget=100, input_tokens=60, output_tokens=60, succeeded_count=1
    )

    assert refusal(control.resume, job=job) == "budget_used_up"

    control.change_pace(job=job, token_budget=500)
    control.resume(job=job)
    assert job.status == BatchStatus.QUEUED


def test_failed_rows_keep_their_error_until_they_are_called_again(make_job):
    job = make_job(BatchStatus.SUCCEEDED, succeeded_count=17, failed_count=3)
    job.rows.update(state=RowState.SUCCEEDED)
    job.rows.filter(index__lt=3).update(state=RowState.FAILED, error_message="No answer.")

    assert control.retry_failed(job=job) == 3

    assert job.status == BatchStatus.QUEUED
    assert (job.succeeded_count, job.failed_count) == (17, 0)
    assert states(job)[:4] == [RowState.QUEUED] * 3 + [RowState.SUCCEEDED]
    assert set(job.rows.filter(index__lt=3).values_list("error_message", flat=True)) == {
        "No answer."
    }


def test_failed_rows_of_a_running_job_join_its_queue(make_job):
    job = make_job(BatchStatus.RUNNING, failed_count=1)
    job.rows.filter(index=0).update(state=RowState.FAILED)

    assert control.retry_failed(job=job) == 1
    assert job.status == BatchStatus.RUNNING


def test_without_failed_rows_there_is_nothing_to_retry(make_job):
    assert refusal(control.retry_failed, job=make_job(BatchStatus.STOPPED)) == "nothing_failed"


def test_more_rows_than_one_transaction_takes_are_all_retried(make_job, monkeypatch):
    monkeypatch.setattr(control, "_ROWS_AT_ONCE", 3)
    job = make_job(BatchStatus.FAILED, count=8, failed_count=8)
    job.rows.update(state=RowState.FAILED)

    assert control.retry_failed(job=job) == 8
    assert job.failed_count == 0


def test_the_pace_changes_while_the_job_runs(make_job, hints):
    job = make_job(BatchStatus.RUNNING)

    assert hints(control.change_pace, job=job, worker_num=60, retries=5) == 1
    assert (job.worker_num, job.retries) == (60, 5)


def test_the_pace_of_what_does_not_run_calls_nobody(make_job, hints):
    assert hints(control.change_pace, job=make_job(), worker_num=60) == 0
