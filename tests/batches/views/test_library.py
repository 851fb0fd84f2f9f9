"""The list of batches."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from playground.batches.models import BatchJob, BatchStatus
from tests.batches.ended_jobs import make_job
from tests.factories import make_team

HTMX = {"HX-Request": "true"}


def names(response):
    return [job.name for job in response.context["jobs"]]


def show(client, **query):
    return client.get(reverse("batches:index"), query)


def test_it_has_ones_own_and_those_of_the_team_the_newest_first(
    alice, bob, charlie, team, bob_client
):
    now = timezone.now()
    make_job(alice, name="Alice's own")
    make_job(alice, name="Shown", team=team, created_at=now - timedelta(minutes=2))
    make_job(bob, name="Bob's", created_at=now - timedelta(minutes=1))
    make_job(charlie, name="Charlie's", team=make_team(owner=charlie))
    make_job(bob, name="Gone", deleted_at=now)

    assert names(show(bob_client)) == ["Bob's", "Shown"]


def test_a_stranger_sees_none(alice, team, charlie_client):
    make_job(alice, name="Private", team=team)

    response = show(charlie_client)

    assert names(response) == []
    assert b"Private" not in response.content


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_who_has_left_the_team_neither_shows_it_anything_nor_sees_it(
    request, alice, team, bob_client, who
):
    job = make_job(alice, name="Private", team=team)
    assert names(show(bob_client)) == ["Private"]

    team.memberships.filter(user=request.getfixturevalue(who)).delete()

    assert names(show(bob_client)) == []
    assert bob_client.get(reverse("batches:download", args=[job.uuid])).status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "rEv"}, ["Reviews"]),
        ({"state": "live"}, ["Reviews"]),
        ({"state": "paused"}, ["Mails"]),
        ({"state": "setup"}, ["Drafts"]),
        ({"whose": "own"}, ["Reviews", "Drafts"]),
        ({"whose": "team"}, ["Mails"]),
        ({"q": "a", "whose": "team"}, ["Mails"]),
        ({"state": "nonsense", "whose": "nonsense"}, ["Reviews", "Mails", "Drafts"]),
    ],
)
def test_it_is_searched_and_filtered(alice, bob, team, alice_client, query, expected):
    now = timezone.now()
    make_job(alice, name="Drafts", status=BatchStatus.DRAFT, created_at=now - timedelta(hours=2))
    make_job(
        bob,
        name="Mails",
        team=team,
        status=BatchStatus.PAUSED,
        created_at=now - timedelta(hours=1),
    )
    make_job(alice, name="Reviews", status=BatchStatus.RUNNING)

    assert names(show(alice_client, **query)) == expected


@pytest.mark.parametrize(
    "query",
    [{"q": "a\x00b"}, {"page": "9" * 40}, {"page": "x"}, {"q": "%" * 500}, {"state": "\x00"}],
)
def test_an_odd_query_is_answered(alice, alice_client, query):
    make_job(alice)

    assert show(alice_client, **query).status_code == 200


@pytest.mark.parametrize(
    ("status", "is_moving"),
    [
        (BatchStatus.RUNNING, True),
        (BatchStatus.QUEUED, True),
        (BatchStatus.READING, True),
        (BatchStatus.CHECKING, True),
        (BatchStatus.PAUSED, False),
        (BatchStatus.SUCCEEDED, False),
    ],
)
def test_it_refreshes_itself_only_while_something_moves(alice, alice_client, status, is_moving):
    make_job(alice, status=status)

    response = alice_client.get(reverse("batches:index"), headers=HTMX)

    assert (b"data-moving" in response.content) == is_moving
    assert b"<html" not in response.content
    assert "HX-Request" in response["Vary"]


def test_an_empty_list_leads_to_the_upload_and_the_template(alice_client):
    text = show(alice_client).content.decode()

    assert reverse("batches:new") in text
    assert reverse("batches:template_csv") in text


def test_only_the_owner_is_offered_to_delete(alice, team, bob_client, alice_client):
    job = make_job(alice, team=team)
    address = reverse("batches:detail", args=[job.uuid])
    button = f'id="delete-{job.uuid}"'

    assert button in show(alice_client).content.decode()
    text = show(bob_client).content.decode()
    assert address in text
    assert button not in text


def test_names_are_text(alice, alice_client):
    make_job(alice, name="<img src=x onerror=alert(1)>", model='"><script>x</script>')

    text = show(alice_client).content.decode()

    assert "<img src=x" not in text
    assert "<script>x" not in text


@pytest.mark.parametrize("status", [BatchStatus.DRAFT, BatchStatus.RUNNING, BatchStatus.SUCCEEDED])
def test_a_thousand_take_few_queries_and_no_texts(alice, bob, team, alice_client, status):
    BatchJob.objects.bulk_create(
        BatchJob(owner=bob, team=team, name=f"B{number}", prompt_template="long", status=status)
        for number in range(1_000)
    )

    with CaptureQueriesContext(connection) as queries:
        response = show(alice_client, page=2)

    assert len(names(response)) == 50
    assert len(queries) <= 6
    assert not any("prompt_template" in query["sql"] for query in queries)


def post(client, verb, job, **options):
    return client.post(reverse(f"batches:{verb}", args=[job.uuid]), **options)


def test_deleting_leads_to_the_list_which_offers_the_way_back(alice, alice_client):
    job = make_job(alice)

    page = alice_client.get(post(alice_client, "delete", job)["Location"])
    assert page.context["deleted"] == job
    assert names(page) == []

    post(alice_client, "restore", job)
    assert names(show(alice_client)) == ["Reviews"]


def test_a_row_of_the_list_is_deleted_and_comes_back_in_its_place(alice, alice_client):
    job = make_job(alice)
    headers = {**HTMX, "HX-Target": f"batch-{job.uuid}"}

    deleted = post(alice_client, "delete", job, headers=headers).content.decode()
    restored = post(alice_client, "restore", job, headers=headers).content.decode()

    assert reverse("batches:restore", args=[job.uuid]) in deleted
    assert reverse("batches:detail", args=[job.uuid]) in restored


def test_a_page_of_a_batch_that_is_deleted_by_htmx_leads_to_the_list(alice, alice_client):
    job = make_job(alice)

    response = post(alice_client, "delete", job, headers=HTMX)

    assert response["HX-Redirect"] == f"{reverse('batches:index')}?deleted={job.uuid}"


def test_what_is_being_erased_does_not_come_back(alice, alice_client):
    job = make_job(alice, deleted_at=timezone.now() - timedelta(days=365))

    response = post(alice_client, "restore", job, headers=HTMX)

    assert response.context["error"]
    assert not BatchJob.objects.live().exists()


@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_nobody_else_deletes_or_restores(request, alice, team, who):
    client = request.getfixturevalue(f"{who}_client")
    job = make_job(alice, team=team)
    gone = make_job(alice, team=team, deleted_at=timezone.now())

    assert post(client, "delete", job).status_code == 404
    assert post(client, "restore", gone).status_code == 404
    assert BatchJob.objects.filter(deleted_at=None).get() == job


def test_only_ones_own_deleted_batch_is_named(alice, team, bob_client):
    gone = make_job(alice, team=team, deleted_at=timezone.now())

    assert show(bob_client, deleted=str(gone.uuid)).context["deleted"] is None
    assert show(bob_client, deleted="x").status_code == 404


def test_who_is_not_signed_in_is_asked_to(client, db):
    assert show(client)["Location"].startswith("/accounts/login/")
