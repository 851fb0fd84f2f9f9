"""The page of a batch that runs, or has run."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from playground.accounts.models import Team
from playground.batches.charts import MOST_POINTS, last_pace, rate_points
from playground.batches.models import BatchRunner, BatchSample, BatchStatus
from playground.batches.progress import progress_of
from playground.batches.standing import bar_of
from tests.batches.ended_jobs import add_row, make_job

HTMX = {"HX-Request": "true"}
EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture
def job(alice, team):
    return make_job(
        alice,
        status=BatchStatus.RUNNING,
        team=team,
        total_count=10,
        succeeded_count=6,
        failed_count=1,
        started_at=timezone.now() - timedelta(minutes=1),
    )


def show(client, job, **options):
    return client.get(reverse("batches:detail", args=[job.uuid]), **options)


def offered(response):
    """Return which verbs the page has a form for."""
    text = response.content.decode()
    job = response.context["job"]
    verbs = ("start", "pause", "resume", "stop", "retry_failed", "pace")
    return {verb for verb in verbs if reverse(f"batches:{verb}", args=[job.uuid]) in text}


@pytest.mark.parametrize(
    ("status", "verbs"),
    [
        (BatchStatus.QUEUED, {"pause", "stop", "retry_failed", "pace"}),
        (BatchStatus.RUNNING, {"pause", "stop", "retry_failed", "pace"}),
        (BatchStatus.PAUSED, {"resume", "stop", "retry_failed", "pace"}),
        (BatchStatus.STOPPED, {"resume", "retry_failed", "pace"}),
        (BatchStatus.FAILED, {"retry_failed", "pace"}),
    ],
)
def test_the_owner_is_offered_what_the_state_allows(alice_client, job, status, verbs):
    job.status = status
    if status == BatchStatus.FAILED:
        job.total_count = 7
    job.save()

    assert offered(show(alice_client, job)) == verbs


def test_nothing_is_left_to_do_with_what_has_succeeded(alice_client, job):
    job.status, job.total_count, job.failed_count = BatchStatus.SUCCEEDED, 6, 0
    job.save()

    assert offered(show(alice_client, job)) == set()


def test_a_teammate_looks_on_and_is_offered_nothing(bob_client, job):
    response = show(bob_client, job)

    assert response.status_code == 200
    assert offered(response) == set()
    assert reverse("batches:download", args=[job.uuid]) in response.content.decode()
    assert reverse("batches:share", args=[job.uuid]) not in response.content.decode()


@pytest.mark.parametrize("is_htmx", [True, False])
def test_a_stranger_gets_nothing(charlie_client, job, is_htmx):
    response = show(charlie_client, job, headers=HTMX if is_htmx else {})

    assert response.status_code == 404
    assert job.name.encode() not in response.content


def test_htmx_gets_the_state_alone(alice_client, job):
    response = show(alice_client, job, headers=HTMX)

    assert response.content.decode().strip().startswith("<header")
    assert "HX-Request" in response["Vary"]


def test_the_page_says_why_it_is_paused(alice_client, job):
    job.status, job.reason_code = BatchStatus.PAUSED, "token_budget"
    job.save()

    text = show(alice_client, job).content.decode()

    assert "The token budget is used up." in text
    assert 'href="#pace"' in text


def test_names_columns_and_models_are_text(alice_client, job):
    job.name = job.model = job.credential_name = EVIL
    job.columns = [EVIL]
    job.save()
    Team.objects.update(name=EVIL)
    add_row(job, EVIL, output=EVIL)

    assert EVIL not in show(alice_client, job).content.decode()


def test_the_bar_is_full_only_when_it_is_over(job):
    job.total_count, job.succeeded_count, job.failed_count = 1_000_000, 999_999, 0

    assert bar_of(progress_of(job)).percent == 99

    job.failed_count = 1
    bar = bar_of(progress_of(job))
    assert (bar.percent, bar.left) == (100, 0)
    assert bar.succeeded + bar.failed + bar.running <= 1000


def test_a_job_without_rows_has_an_empty_bar(job):
    job.total_count = job.succeeded_count = job.failed_count = 0

    assert bar_of(progress_of(job)).percent == 0


def test_the_chart_has_no_more_points_than_it_can_show(job):
    now = timezone.now()
    BatchSample.objects.bulk_create(
        BatchSample(
            job=job, taken_at=now + timedelta(seconds=second), ended_count=second, total_tokens=0
        )
        for second in range(1_000)
    )

    points = rate_points(job)

    assert MOST_POINTS / 2 <= len(points) <= MOST_POINTS
    assert points == sorted(points)


def test_the_pace_is_that_of_the_last_seconds(job):
    now = timezone.now()
    for seconds, ended in ((600, 0), (10, 2)):
        taken_at = now - timedelta(seconds=seconds)
        BatchSample.objects.create(job=job, taken_at=taken_at, ended_count=ended, total_tokens=0)

    pace = last_pace(job)

    assert pace.rows_per_second == pytest.approx(0.5, rel=0.05)
    assert pace.eta_seconds == pytest.approx(6, rel=0.05)


def test_the_pace_of_what_is_over_is_that_of_all_of_it(job):
    job.status, job.finished_at = BatchStatus.SUCCEEDED, job.started_at + timedelta(seconds=70)

    assert last_pace(job).rows_per_second == pytest.approx(0.1)
    assert last_pace(job).eta_seconds is None


def test_rows_in_flight_are_those_of_workers_that_live(alice_client, job):
    now = timezone.now()
    for owner, seconds in (("a", 10), ("b", 10), ("dead", -10)):
        until = now + timedelta(seconds=seconds)
        BatchRunner.objects.create(job=job, owner=owner, in_flight=2, lease_until=until)

    assert show(alice_client, job).context["progress"].running == 4


def test_the_page_takes_few_queries_and_counts_no_rows(alice_client, job):
    for index in range(60):
        add_row(job, f"cell {index}", output="answer")

    with CaptureQueriesContext(connection) as queries:
        show(alice_client, job)

    assert len(queries) <= 14
    rows = [query["sql"] for query in queries if "batches_batchrow" in query["sql"]]
    assert len(rows) == 1
    assert "COUNT(" not in rows[0]
