"""What charlie gets at every address of alice's batch, what a viewer may, and what GET changes."""

from __future__ import annotations

import pytest
from django.forms.models import model_to_dict
from django.urls import reverse

from playground.accounts.models import Role
from playground.batches.models import BatchJob
from playground.batches.preparation.preparing import prepare
from playground.batches.urls import urlpatterns
from tests.batches.preparation.files import make_checking_job
from tests.conftest import signed_in
from tests.factories import make_membership, make_team, make_user

GETS = ("detail", "file", "layout", "mapping", "preview", "check", "faults", "faults_csv", "try")
GETS += ("estimate", "rows", "download")
POSTS = ("rename", "share", "file", "layout", "mapping", "call", "preview", "check", "try")
POSTS += ("reopen", "start", "pause", "resume", "stop", "retry_failed", "pace")
ONLY_POSTS = ("rename", "share", "call", "reopen", "start", "pause", "resume", "stop", "pace")
# Tested beside their views.
OTHERS = {"row", "row_image", "duplicate", "run_again", "delete", "restore"}


@pytest.fixture
def job(alice, sandbox_credential):
    content = b"text\nPrivate\n \n"
    job = make_checking_job(alice, content, credential=sandbox_credential)
    BatchJob.objects.filter(pk=job.pk).update(name="Private")
    prepare(job.pk)
    job.refresh_from_db()
    return job


@pytest.fixture
def viewer_client(job, team):
    """A teammate who may only look on."""
    viewer = make_user("viewer@example.com")
    make_membership(team, viewer, Role.VIEWER)
    BatchJob.objects.filter(pk=job.pk).update(team=team)
    return signed_in(viewer)


def address(name, job):
    return reverse(f"batches:{name}", args=[job.uuid])


def snapshot(job):
    job.refresh_from_db()
    rows = list(job.rows.order_by("index").values_list("state", "is_sampled", "output"))
    return model_to_dict(job), rows


def test_no_address_of_a_batch_is_left_out():
    names = {each.name for each in urlpatterns if "uuid" in each.pattern.converters}

    assert names - OTHERS == {*GETS, *POSTS}


@pytest.mark.parametrize("is_htmx", [True, False])
@pytest.mark.parametrize("name", GETS)
def test_a_stranger_reads_nothing(charlie_client, job, name, is_htmx):
    headers = {"HX-Request": "true"} if is_htmx else {}

    response = charlie_client.get(address(name, job), headers=headers)

    assert response.status_code == 404
    assert b"Private" not in response.content


@pytest.mark.parametrize("name", POSTS)
def test_a_stranger_changes_nothing(charlie_client, job, name):
    before = snapshot(job)

    response = charlie_client.post(address(name, job), {"name": "Mine", "kind": "chat"})

    assert response.status_code == 404
    assert snapshot(job) == before


@pytest.mark.parametrize("name", GETS)
def test_a_viewer_may_look_on(viewer_client, job, name):
    response = viewer_client.get(address(name, job))

    assert response.status_code == 200
    # Forms that change something would be answered with 404.
    if not response.streaming:
        page = response.content.decode().partition("<main")[2]
        assert not any(f'action="{address(post, job)}" method="post"' in page for post in POSTS)
        assert "hx-post" not in page or "<fieldset" in page


@pytest.mark.parametrize("name", POSTS)
def test_a_viewer_changes_nothing(viewer_client, job, name):
    before = snapshot(job)

    response = viewer_client.post(address(name, job), {"name": "Mine", "kind": "chat"})

    assert response.status_code == 404
    assert snapshot(job) == before


@pytest.mark.parametrize("name", GETS)
def test_looking_on_changes_nothing(alice_client, job, name):
    before = snapshot(job)

    query = {"encoding": "gb18030", "worker_num": "3", "kind": "image", "prompt_template": "x"}
    alice_client.get(address(name, job), query)

    assert snapshot(job) == before


@pytest.mark.parametrize("name", ONLY_POSTS)
def test_what_changes_something_is_no_page(alice_client, job, name):
    assert alice_client.get(address(name, job)).status_code == 405


@pytest.mark.parametrize("name", GETS)
def test_a_deleted_batch_is_not_found(alice_client, job, name):
    BatchJob.objects.filter(pk=job.pk).update(deleted_at=job.created_at)

    assert alice_client.get(address(name, job)).status_code == 404


def test_a_batch_is_renamed(alice_client, job):
    response = alice_client.post(address("rename", job), {"name": " Better "})

    job.refresh_from_db()
    assert (job.name, response.url) == ("Better", address("detail", job))


@pytest.mark.parametrize("name", ["", "x" * 201])
def test_a_name_that_is_not_possible_is_refused(alice_client, job, name):
    page = alice_client.post(address("rename", job), {"name": name}, follow=True)

    job.refresh_from_db()
    assert job.name == "Private"
    assert "not possible" in page.content.decode()


def test_a_batch_is_shown_to_a_team_of_ones_own(alice_client, bob_client, job, team):
    assert bob_client.get(address("detail", job)).status_code == 404

    alice_client.post(address("share", job), {"team": str(team.uuid)})
    assert bob_client.get(address("detail", job)).status_code == 200

    alice_client.post(address("share", job), {"team": ""})
    assert bob_client.get(address("detail", job)).status_code == 404


def test_a_batch_is_shown_to_no_strange_team(alice_client, job, charlie):
    strange = make_team("Theirs", owner=charlie)

    alice_client.post(address("share", job), {"team": str(strange.uuid)})

    job.refresh_from_db()
    assert job.team is None
