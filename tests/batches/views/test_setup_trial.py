from __future__ import annotations

import pytest
from django.urls import reverse

from playground.batches.models import BatchJob, BatchStatus, RowState
from playground.batches.preparation.preparing import prepare
from tests.batches.preparation.files import make_checking_job

CONTENT = b"text\n" + b"".join(b"row %d\n" % number for number in range(20))
PACE = {"worker_num": "7", "row_timeout_seconds": "30", "retries": "1", "token_budget": ""}
HTMX = {"HX-Request": "true"}


def address(name, job, **query):
    return reverse(f"batches:{name}", args=[job.uuid], query=query or None)


@pytest.fixture
def job(alice, sandbox_credential):
    job = make_checking_job(alice, CONTENT, credential=sandbox_credential)
    prepare(job.pk)
    job.refresh_from_db()
    return job


def tried(job, **fields):
    job.rows.filter(index__lt=5).update(
        is_sampled=True,
        state=RowState.SUCCEEDED,
        output="An answer",
        input_tokens=10,
        output_tokens=30,
        latency_ms=2_000,
    )
    changes = {"succeeded_count": 5, "sampled_count": 5, **fields}
    BatchJob.objects.filter(pk=job.pk).update(**changes)


def test_the_page_of_a_checked_job_is_its_trial(alice_client, job):
    page = alice_client.get(address("detail", job)).content.decode()

    assert "Start: call 20 rows" in page
    assert 'id="estimate"' in page
    assert 'id="rows"' not in page


def test_some_rows_are_tried_at_the_pace_of_the_form(alice_client, job):
    response = alice_client.post(
        address("try", job), {**PACE, "action": "try", "count": "3", "order": "first"}
    )

    job.refresh_from_db()
    assert response.url == address("try", job)
    assert (job.status, job.is_trial, job.sampled_count) == (BatchStatus.QUEUED, True, 3)
    assert (job.worker_num, job.row_timeout_seconds, job.retries) == (7, 30, 1)
    assert list(job.rows.filter(is_sampled=True).values_list("index", flat=True)) == [0, 1, 2]


def test_random_rows_are_tried(alice_client, job):
    alice_client.post(
        address("try", job), {**PACE, "action": "try", "count": "4", "order": "random"}
    )

    assert job.rows.filter(is_sampled=True).count() == 4


def test_all_rows_are_started_at_the_pace_of_the_form(alice_client, job):
    response = alice_client.post(
        address("try", job), {**PACE, "token_budget": "5000", "action": "start"}
    )

    job.refresh_from_db()
    assert response.url == address("detail", job)
    assert (job.status, job.is_trial, job.token_budget) == (BatchStatus.QUEUED, False, 5_000)
    assert job.worker_num == 7


def test_the_key_that_ends_a_field_calls_nothing(alice_client, job):
    alice_client.post(address("try", job), {**PACE, "action": "save", "count": "5"})

    job.refresh_from_db()
    assert (job.status, job.worker_num) == (BatchStatus.CHECKED, 7)


@pytest.mark.parametrize(
    "fields",
    [
        {"worker_num": "0"},
        {"worker_num": "5000"},
        {"row_timeout_seconds": ""},
        {"token_budget": "0"},
        {"count": "0"},
        {"count": "x"},
        {"order": "last"},
    ],
)
def test_what_cannot_be_is_said_and_the_rest_of_the_form_stays(alice_client, job, fields):
    sent = {**PACE, "retries": "4", "action": "try", "count": "5", "order": "random", **fields}

    page = alice_client.post(address("try", job), sent).content.decode()

    assert "field__error" in page
    assert 'name="retries" value="4"' in page
    job.refresh_from_db()
    assert (job.status, job.worker_num) == (BatchStatus.CHECKED, 10)


def test_a_second_click_is_refused_in_words(alice_client, job):
    sent = {**PACE, "action": "start"}
    alice_client.post(address("try", job), sent)

    page = alice_client.post(address("try", job), sent, follow=True).content.decode()

    assert "started already" in page


def test_a_trial_is_followed_until_it_is_over(alice_client, job):
    tried(job, status=BatchStatus.RUNNING, is_trial=True, succeeded_count=2)
    page = alice_client.get(address("detail", job)).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert "2 of 5 rows" in page

    BatchJob.objects.filter(pk=job.pk).update(
        status=BatchStatus.CHECKED, is_trial=False, succeeded_count=5
    )
    part = alice_client.get(address("try", job), headers=HTMX).content.decode()
    assert "<html" not in part
    assert "every 1s" not in part
    assert "An answer" in part
    assert "Start: call 15 rows" in part


def test_a_trial_that_halted_says_why_and_can_go_on(alice_client, job):
    tried(job, status=BatchStatus.PAUSED, is_trial=True, reason_code="token_budget")

    page = alice_client.get(address("detail", job)).content.decode()

    assert "token budget is used up" in page
    assert address("resume", job) in page
    assert address("reopen", job) in page


def test_the_estimate_follows_the_slider_and_saves_nothing(alice_client, job):
    tried(job)

    slow = alice_client.get(address("estimate", job, **PACE | {"worker_num": "1"}))
    fast = alice_client.get(address("estimate", job, **PACE | {"worker_num": "15"}))

    assert slow.context["estimate"].seconds == 30
    assert fast.context["estimate"].seconds == 2
    assert "30 seconds" in slow.content.decode()
    job.refresh_from_db()
    assert job.worker_num == 10


def test_what_is_no_pace_leaves_the_estimate_at_that_of_the_job(alice_client, job):
    tried(job)

    response = alice_client.get(address("estimate", job, worker_num="many"))

    assert response.context["estimate"].seconds == 3


def test_a_trial_is_dropped_to_ask_something_else(alice_client, job):
    tried(job)

    response = alice_client.post(address("reopen", job))

    job.refresh_from_db()
    assert response.url == address("mapping", job)
    assert (job.status, job.succeeded_count) == (BatchStatus.DRAFT, 0)


def test_what_runs_is_not_dropped(alice_client, job):
    tried(job, status=BatchStatus.RUNNING)

    alice_client.post(address("reopen", job))

    job.refresh_from_db()
    assert (job.status, job.succeeded_count) == (BatchStatus.RUNNING, 5)
