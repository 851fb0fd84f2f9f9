"""What the owner of a batch does with it, and what nobody else can."""

from __future__ import annotations

import pytest
from django.urls import reverse

from playground.batches.models import BatchFile, BatchJob, BatchStatus, RowState
from tests.batches.ended_jobs import add_row, make_job

HTMX = {"HX-Request": "true"}
# Each verb, a status that allows it, and the one it leads to.
VERBS = [
    ("start", BatchStatus.CHECKED, BatchStatus.QUEUED),
    ("pause", BatchStatus.RUNNING, BatchStatus.PAUSED),
    ("pause", BatchStatus.QUEUED, BatchStatus.PAUSED),
    ("resume", BatchStatus.PAUSED, BatchStatus.QUEUED),
    ("resume", BatchStatus.STOPPED, BatchStatus.QUEUED),
    ("stop", BatchStatus.RUNNING, BatchStatus.STOPPED),
    ("stop", BatchStatus.PAUSED, BatchStatus.STOPPED),
    ("retry_failed", BatchStatus.SUCCEEDED, BatchStatus.QUEUED),
]
PACE = {"worker_num": 50, "row_timeout_seconds": 30, "retries": 1, "token_budget": 1000}


@pytest.fixture
def make(alice, team, sandbox_credential):
    """Make a job of alice's that her team may see, with a failed row and others left."""

    def make(status):
        counts = {"total_count": 4, "succeeded_count": 1, "failed_count": 1}
        job = make_job(alice, status=status, team=team, credential=sandbox_credential, **counts)
        add_row(job, "a")
        add_row(job, "b", state=RowState.FAILED, error_code="rate_limited")
        add_row(job, "c", state=RowState.QUEUED)
        add_row(job, "d", state=RowState.QUEUED)
        return job

    return make


def post(client, verb, job, data=None, **options):
    return client.post(reverse(f"batches:{verb}", args=[job.uuid]), data, **options)


@pytest.mark.parametrize(("verb", "before", "after"), VERBS)
def test_a_verb_does_what_it_says(alice_client, make, verb, before, after):
    job = make(before)

    response = post(alice_client, verb, job)

    assert response["Location"] == reverse("batches:detail", args=[job.uuid])
    job.refresh_from_db()
    assert job.status == after


@pytest.mark.parametrize(("verb", "before", "after"), VERBS)
def test_a_second_click_changes_nothing_and_says_why(alice_client, make, verb, before, after):
    job = make(before)
    post(alice_client, verb, job)

    response = post(alice_client, verb, job, headers=HTMX)

    assert response.status_code == 200
    assert response.context["error"]
    job.refresh_from_db()
    assert job.status == after


@pytest.mark.parametrize("who", ["bob", "charlie"])
@pytest.mark.parametrize(("verb", "before", "after"), VERBS)
def test_nobody_else_can(request, make, who, verb, before, after):
    job = make(before)
    client = request.getfixturevalue(f"{who}_client")

    assert post(client, verb, job).status_code == 404
    assert post(client, verb, job, headers=HTMX).status_code == 404
    job.refresh_from_db()
    assert job.status == before


@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_nobody_else_changes_the_pace(request, make, who):
    job = make(BatchStatus.RUNNING)

    response = post(request.getfixturevalue(f"{who}_client"), "pace", job, PACE)

    assert response.status_code == 404
    job.refresh_from_db()
    assert job.worker_num == 10


@pytest.mark.parametrize("verb", ["start", "pause", "resume", "stop", "retry_failed", "pace"])
def test_get_changes_nothing(alice_client, make, verb):
    job = make(BatchStatus.RUNNING)

    assert alice_client.get(reverse(f"batches:{verb}", args=[job.uuid])).status_code == 405


@pytest.mark.parametrize("verb", ["start", "pause", "resume", "stop", "retry_failed", "pace"])
def test_who_is_not_signed_in_is_asked_to(client, make, verb):
    response = post(client, verb, make(BatchStatus.RUNNING))

    assert response["Location"].startswith("/accounts/login/")


def test_htmx_gets_the_state_with_its_new_buttons(alice_client, make):
    job = make(BatchStatus.RUNNING)

    response = post(alice_client, "pause", job, headers=HTMX)
    text = response.content.decode()

    assert 'id="status"' in text
    assert "<html" not in text
    assert reverse("batches:resume", args=[job.uuid]) in text
    assert reverse("batches:pause", args=[job.uuid]) not in text


def test_the_failed_rows_alone_are_called_again(alice_client, make):
    job = make(BatchStatus.SUCCEEDED)

    post(alice_client, "retry_failed", job)

    states = dict(job.rows.values_list("index", "state"))
    assert states == {0: "succeeded", 1: "queued", 2: "queued", 3: "queued"}
    assert job.rows.get(index=1).error_code == "rate_limited"


def test_the_pace_is_changed_while_it_runs(alice_client, make):
    job = make(BatchStatus.RUNNING)

    response = post(alice_client, "pace", job, PACE, headers=HTMX)

    assert response.context["is_saved"]
    job.refresh_from_db()
    assert {name: getattr(job, name) for name in PACE} == PACE


def test_an_empty_budget_is_none(alice_client, make):
    job = make(BatchStatus.RUNNING)
    BatchJob.objects.update(token_budget=5)

    post(alice_client, "pace", job, {**PACE, "token_budget": ""})

    job.refresh_from_db()
    assert job.token_budget is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("worker_num", 0),
        ("worker_num", 1001),
        ("worker_num", "many"),
        ("worker_num", ""),
        ("row_timeout_seconds", 0),
        ("row_timeout_seconds", 1801),
        ("retries", -1),
        ("retries", 11),
        ("token_budget", 0),
        ("token_budget", 10**30),
    ],
)
@pytest.mark.parametrize("is_htmx", [True, False])
def test_a_pace_out_of_range_is_refused_in_words(alice_client, make, field, value, is_htmx):
    job = make(BatchStatus.RUNNING)

    response = post(
        alice_client, "pace", job, {**PACE, field: value}, headers=HTMX if is_htmx else {}
    )

    if is_htmx:
        assert response.status_code == 200
        assert response.context["pace_form"].errors[field]
        assert not response.context["is_saved"]
    else:
        assert response.status_code == 302
    job.refresh_from_db()
    assert (job.worker_num, job.retries) == (10, 2)


@pytest.mark.parametrize("verb", ["duplicate", "run_again"])
@pytest.mark.parametrize("who", ["alice", "bob"])
def test_whoever_sees_a_batch_makes_one_of_their_own_of_it(request, alice, bob, make, who, verb):
    job = make(BatchStatus.SUCCEEDED)
    BatchJob.objects.update(file=make_file(alice))

    response = post(request.getfixturevalue(f"{who}_client"), verb, job)

    copy = BatchJob.objects.exclude(pk=job.pk).get()
    assert response["Location"] == reverse("batches:detail", args=[copy.uuid])
    assert copy.owner.email == f"{who}@example.com"
    assert copy.team is None


@pytest.mark.parametrize("verb", ["duplicate", "run_again"])
def test_a_copy_of_a_file_that_is_gone_is_refused_in_words(alice_client, make, verb):
    job = make(BatchStatus.SUCCEEDED)

    response = post(alice_client, verb, job, headers=HTMX)

    assert response["HX-Redirect"] == reverse("batches:detail", args=[job.uuid])
    assert BatchJob.objects.count() == 1


@pytest.mark.parametrize("verb", ["duplicate", "run_again"])
def test_a_stranger_copies_nothing(charlie_client, alice, make, verb):
    job = make(BatchStatus.SUCCEEDED)
    BatchJob.objects.update(file=make_file(alice))

    assert post(charlie_client, verb, job).status_code == 404
    assert BatchJob.objects.count() == 1


@pytest.mark.parametrize("verb", ["duplicate", "run_again", "delete", "restore"])
def test_get_copies_and_deletes_nothing(alice_client, make, verb):
    job = make(BatchStatus.SUCCEEDED)

    assert alice_client.get(reverse(f"batches:{verb}", args=[job.uuid])).status_code == 405


def make_file(owner):
    return BatchFile.objects.create(
        owner=owner, name="a.csv", content="uploads/a.csv", size_bytes=3, sha256="0" * 64
    )
