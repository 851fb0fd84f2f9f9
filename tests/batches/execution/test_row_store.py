from __future__ import annotations

import pytest
from django.utils import timezone

from playground.batches.execution.leases import LeaseLost, acquire, release
from playground.batches.execution.row_store import RowStore
from playground.batches.execution.values import ClaimedRow, EndedRow, PauseWish, Writes
from playground.batches.models import BatchRunner, BatchStatus, RowState
from playground.gateway import Usage
from playground.runs.batch_calls import BatchAnswer
from tests.batches.execution.jobs import make_ready_job, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(sandbox_credential):
    return make_ready_job(
        sandbox_credential, [f"text {number}" for number in range(10)], status=BatchStatus.RUNNING
    )


@pytest.fixture
def runner(job):
    return acquire(job.pk, statuses=[BatchStatus.RUNNING], lanes=4)


@pytest.fixture
def store(runner):
    return RowStore(runner)


def claim(store: RowStore, count: int) -> list[ClaimedRow]:
    return store.cycle(Writes(), wanted=count, in_flight=0).claimed


def answered(row: ClaimedRow, text: str = "yes", tokens: int = 5) -> EndedRow:
    row.attempts += 1
    answer = BatchAnswer(output=text, usage=Usage(tokens, 2 * tokens, 3 * tokens))
    return EndedRow(row, RowState.SUCCEEDED, answer)


def failed(row: ClaimedRow, code: str = "provider_unavailable") -> EndedRow:
    row.attempts += 1
    return EndedRow(row, RowState.FAILED, BatchAnswer(), error_code=code, error_message="No.")


def write(store: RowStore, *ended: EndedRow, wanted: int = 0, **options):
    return store.cycle(Writes(list(ended), **options), wanted=wanted, in_flight=0)


def test_rows_are_claimed_in_the_order_of_the_file(store, job):
    first, second = claim(store, 3), claim(store, 3)

    assert [row.index for row in first + second] == [0, 1, 2, 3, 4, 5]
    assert states(job) == [RowState.RUNNING] * 6 + [RowState.QUEUED] * 4


def test_a_row_that_is_queued_again_has_its_turn_in_the_end(store, job):
    first = claim(store, 4)[0]
    write(store, given_back=[first])

    assert [row.index for row in claim(store, 3)] == [4, 5, 6]
    assert [row.index for row in claim(store, 9)] == [7, 8, 9, 0]


def test_what_is_stored_is_counted_in_the_same_moment(store, job):
    one, two, three = claim(store, 3)

    cycle = write(store, answered(one), answered(two), failed(three))

    assert (cycle.job.succeeded_count, cycle.job.failed_count) == (2, 1)
    assert (cycle.job.input_tokens, cycle.job.output_tokens) == (10, 20)
    row = job.rows.get(index=0)
    assert (row.state, row.output, row.attempts) == (RowState.SUCCEEDED, "yes", 1)
    assert job.rows.get(index=2).error_code == "provider_unavailable"


def test_a_runner_that_lost_its_lease_stores_nothing(store, job, runner):
    (row,) = claim(store, 1)
    release(runner)

    with pytest.raises(LeaseLost):
        write(store, answered(row))

    assert job.rows.get(index=0).output == ""
    job.refresh_from_db()
    assert job.succeeded_count == 0


def test_a_row_that_is_another_runners_now_is_not_stored_twice(store, job):
    one, two = claim(store, 2)
    job.rows.filter(index=1).update(runner_id=999)

    with pytest.raises(LeaseLost):
        write(store, answered(one), answered(two))

    assert states(job)[:2] == [RowState.RUNNING] * 2


def test_a_retry_that_succeeds_takes_the_old_error_away(store, job):
    job.rows.filter(index=0).update(error_code="rate_limited", error_message="Old.", attempts=3)
    (row,) = claim(store, 1)

    assert job.rows.get(index=0).error_message == "Old."
    write(store, answered(row))

    row = job.rows.get(index=0)
    assert (row.error_code, row.error_message, row.attempts) == ("", "", 4)


def test_rows_that_were_not_called_are_given_back(store, job):
    one, two = claim(store, 2)

    write(store, given_back=[one, two])

    assert states(job) == [RowState.QUEUED] * 10
    assert set(job.rows.values_list("attempts", flat=True)) == {0}


@pytest.mark.parametrize("status", [BatchStatus.PAUSED, BatchStatus.STOPPED])
def test_what_is_paused_or_stopped_stores_but_claims_no_more(store, job, status):
    (row,) = claim(store, 1)
    type(job).objects.filter(pk=job.pk).update(status=status)

    cycle = write(store, answered(row), wanted=5)

    assert cycle.claimed == []
    assert cycle.job.succeeded_count == 1


def test_a_wish_to_pause_gives_blameless_rows_back_with_their_error(store, job):
    rows = claim(store, 3)
    wish = PauseWish("equal_errors", {"error_code": "authentication_failed"}, (rows[1].pk,))

    cycle = write(store, *(failed(row, "authentication_failed") for row in rows), pause=wish)

    assert cycle.job.status == BatchStatus.PAUSED
    assert cycle.job.reason_code == "equal_errors"
    assert cycle.job.failed_count == 2
    assert states(job)[:3] == [RowState.FAILED, RowState.QUEUED, RowState.FAILED]
    assert job.rows.get(index=1).error_code == "authentication_failed"


def test_a_spent_budget_stops_the_job(store, job):
    type(job).objects.filter(pk=job.pk).update(token_budget=30)
    rows = claim(store, 2)

    cycle = write(store, *(answered(row) for row in rows), wanted=5)

    assert (cycle.job.status, cycle.job.reason_code) == (BatchStatus.STOPPED, "token_budget")
    assert cycle.claimed == []


def test_no_more_is_claimed_than_the_budget_is_likely_to_pay(store, job):
    type(job).objects.filter(pk=job.pk).update(token_budget=60)
    (row,) = claim(store, 1)

    cycle = store.cycle(Writes([answered(row)]), wanted=9, in_flight=1)

    # Of 60 tokens 15 are spent, and 15 are for the row in flight: two more.
    assert len(cycle.claimed) == 2


def test_a_budget_below_a_row_still_lets_one_go(store, job):
    type(job).objects.filter(pk=job.pk).update(token_budget=20)
    (row,) = claim(store, 1)

    cycle = write(store, answered(row), wanted=9)

    assert len(cycle.claimed) == 1


def test_a_trial_claims_its_own_rows_only(store, job):
    type(job).objects.filter(pk=job.pk).update(is_trial=True)
    job.rows.filter(index__in=[4, 7]).update(is_sampled=True)

    assert [row.index for row in claim(store, 5)] == [4, 7]


def test_absurd_counts_of_tokens_are_not_believed(store, job):
    (row,) = claim(store, 1)
    row.attempts = 1
    usage = Usage(-5, 2**40, None)

    cycle = write(store, EndedRow(row, RowState.SUCCEEDED, BatchAnswer(usage=usage)))

    assert (cycle.job.input_tokens, cycle.job.output_tokens) == (0, 0)
    assert job.rows.get(index=0).output_tokens is None


def test_the_last_runner_ends_the_job(store, job, runner):
    write(store, *(answered(row) for row in claim(store, 10)))

    ended = store.finish()

    assert ended.status == BatchStatus.SUCCEEDED
    assert ended.finished_at is not None
    assert not BatchRunner.objects.exists()


def test_a_job_in_which_every_row_failed_has_failed(store):
    write(store, *(failed(row) for row in claim(store, 10)))

    assert store.finish().status == BatchStatus.FAILED


def test_a_runner_that_leaves_while_others_call_does_not_end_the_job(store, job):
    rows = claim(store, 10)
    write(store, *(answered(row) for row in rows[:9]))
    BatchRunner.objects.create(
        job=job, owner="another", lease_until=timezone.now() + timezone.timedelta(minutes=1)
    )
    job.rows.filter(index=9).update(runner_id=BatchRunner.objects.get(owner="another").pk)

    assert store.finish().status == BatchStatus.RUNNING


def test_a_job_that_is_left_undone_waits_for_its_next_turn(store, job):
    write(store, *(answered(row) for row in claim(store, 3)))

    left = store.finish()

    assert left.status == BatchStatus.QUEUED
    assert left.queued_at > job.queued_at


def test_a_trial_leads_back_to_where_it_began(store, job):
    job.rows.filter(index__lt=2).update(is_sampled=True)
    type(job).objects.filter(pk=job.pk).update(is_trial=True)
    write(store, *(answered(row) for row in claim(store, 5)))

    ended = store.finish()

    assert (ended.status, ended.is_trial) == (BatchStatus.CHECKED, False)
    assert states(job)[:3] == [RowState.SUCCEEDED, RowState.SUCCEEDED, RowState.QUEUED]


def test_a_deleted_job_ends_its_runner(store, job):
    (row,) = claim(store, 1)
    type(job).objects.filter(pk=job.pk).update(deleted_at=timezone.now())

    with pytest.raises(LeaseLost):
        write(store, answered(row))
