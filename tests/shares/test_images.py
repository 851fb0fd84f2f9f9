"""The images of a run: sent to whoever may open the link, and only those that it shows."""

from __future__ import annotations

import pytest
from django.urls import reverse

from playground.images.models import GeneratedImage
from playground.runs.models import Run, RunStatus
from playground.shares.services import links
from tests.images.conftest import image_folder  # noqa: F401
from tests.images.pictures import make_image


@pytest.fixture
def run(alice):
    body = {"prompt": "A quiet bay", "size": "1024x1024"}
    return Run.objects.create(
        user=alice,
        kind="image",
        status=RunStatus.SUCCEEDED,
        provider="qianfan_v1",
        request={"body": body},
        output="files",
    )


@pytest.fixture
def picture(alice, run):
    return make_image(alice, run=run)


def get_image(client, token, picture):
    return client.get(reverse("shares:image", args=[token, picture.uuid]))


def test_a_run_shows_its_images(bob_client, share, run, picture):
    _, token = share(run)

    page = bob_client.get(reverse("shares:detail", args=[token])).content.decode()
    sent = get_image(bob_client, token, picture)

    assert "A quiet bay" in page
    assert "Continue as my own copy" not in page
    assert reverse("shares:image", args=[token, picture.uuid]) in page
    assert sent.status_code == 200
    assert sent["Content-Type"] == "image/png"
    assert "no-store" in sent["Cache-Control"]
    assert sent["Referrer-Policy"] == "no-referrer"


def test_an_image_that_came_later_is_not_sent(alice, bob_client, share, run, picture):
    _, token = share(run)
    later = make_image(alice, run=run)
    other = make_image(alice)

    for each in (later, other):
        assert get_image(bob_client, token, each).status_code == 404


@pytest.mark.parametrize("how", ["stranger", "anonymous", "revoked"])
def test_who_may_not_open_the_link_gets_no_image(request, client, share, run, picture, how):
    link, token = share(run)
    if how == "stranger":
        client = request.getfixturevalue("charlie_client")
    elif how == "revoked":
        client = request.getfixturevalue("bob_client")
        links.revoke(link=link)

    assert get_image(client, token, picture).status_code == 404


def test_a_deleted_image_is_not_found(bob_client, share, run, picture):
    _, token = share(run)
    GeneratedImage.objects.all().delete()

    assert get_image(bob_client, token, picture).status_code == 404


def test_an_image_is_not_opened_by_the_link_of_something_else(
    bob_client, share, conversation, picture
):
    _, token = share(conversation)

    assert get_image(bob_client, token, picture).status_code == 404
