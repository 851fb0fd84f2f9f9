from __future__ import annotations

import pytest
from django.urls import reverse

from playground.images import gallery
from playground.runs.models import Run, RunKind, RunStatus
from tests.images.pictures import make_image

pytestmark = pytest.mark.django_db
INDEX = reverse("images:index")
FRAGMENT = {"HX-Request": "true"}


def make_run(user, status, **fields):
    return Run.objects.create(user=user, kind=RunKind.IMAGE, status=status, **fields)


def test_an_empty_gallery_says_what_to_do(alice_client, sandbox_credential):
    page = alice_client.get(INDEX)

    assert page.status_code == 200
    assert "No images yet" in page.text
    assert "HX-Request" in page.headers["Vary"]


def test_an_image_is_described_by_its_prompt(alice, alice_client):
    image = make_image(alice, prompt='A "quiet" <bay>')

    page = alice_client.get(INDEX)

    assert 'alt="A &quot;quiet&quot; &lt;bay&gt;"' in page.text
    assert f'width="{image.width}"' in page.text
    assert reverse("images:thumbnail", args=[image.uuid]) in page.text


def test_what_is_searched_for_comes_as_a_fragment(alice, alice_client):
    make_image(alice, data=b"", prompt="A bay")
    make_image(alice, data=b"", prompt="A boat")

    fragment = alice_client.get(INDEX, {"q": "b\x00oat"}, headers=FRAGMENT)

    assert fragment.text.strip().startswith('<div class="gallery"')
    assert "A boat" in fragment.text
    assert "A bay" not in fragment.text


def test_nothing_found_is_said(alice, alice_client):
    make_image(alice, data=b"")

    assert "No matching images" in alice_client.get(INDEX, {"q": "elsewhere"}).text


def test_older_images_come_behind(alice, alice_client, monkeypatch):
    monkeypatch.setattr(gallery, "PAGE_SIZE", 1)
    make_image(alice, data=b"", prompt="The old one")
    make_image(alice, data=b"", prompt="The new one")

    first = alice_client.get(INDEX, {"q": "one"})
    cursor = first.context["older"]
    more = alice_client.get(INDEX, {"q": "one", "before": cursor}, headers=FRAGMENT)

    assert "The old one" not in first.text
    assert more.text.strip().startswith("<li")
    assert "The old one" in more.text
    assert "gallery__older" not in more.text


@pytest.mark.parametrize(
    ("status", "fields", "sentence"),
    [
        (RunStatus.STOPPED, {}, "Stopped before it was drawn."),
        (RunStatus.INTERRUPTED, {}, "The server stopped before it was drawn."),
        (RunStatus.FAILED, {"error_code": "malformed_response"}, "unreadable answer"),
        (RunStatus.SUCCEEDED, {}, "Nothing was drawn."),
    ],
)
def test_a_place_says_why_nothing_was_drawn(alice, alice_client, status, fields, sentence):
    image = make_image(alice, data=b"", run=make_run(alice, status, **fields))

    tile = alice_client.get(reverse("images:tile", args=[image.uuid]))

    assert sentence in tile.text
    assert reverse("images:retry", args=[image.uuid]) in tile.text


def test_a_place_that_is_drawn_can_be_followed_and_stopped(alice, alice_client):
    run = make_run(alice, RunStatus.RUNNING)
    image = make_image(alice, data=b"", run=run)

    page = alice_client.get(INDEX)

    assert f'data-run="{run.uuid}"' in page.text
    assert reverse("images:stop", args=[image.uuid]) in page.text


def test_the_form_takes_what_an_image_was_drawn_with(alice, alice_client, sandbox_credential):
    run = make_run(alice, RunStatus.SUCCEEDED, credential=sandbox_credential)
    image = make_image(
        alice, run=run, prompt="A boat", seed=123456, parameters={"negative_prompt": "fog"}
    )

    same = alice_client.get(INDEX, {"from": str(image.uuid)})
    other = alice_client.get(INDEX, {"from": str(image.uuid), "new-seed": ""})

    assert "A boat</textarea>" in same.text
    assert 'value="fog"' in same.text
    assert 'value="123456"' in same.text
    assert 'value="123456"' not in other.text


def test_the_form_takes_what_a_run_was_asked(alice, alice_client, sandbox_credential):
    body = {"prompt": "A boat", "steps": 33}
    run = make_run(
        alice,
        RunStatus.SUCCEEDED,
        credential=sandbox_credential,
        provider="qianfan_v1",
        model="Stable-Diffusion-XL",
        request={"body": body},
    )

    page = alice_client.get(INDEX, {"run": str(run.uuid)})

    assert "A boat</textarea>" in page.text
    assert 'value="33"' in page.text


@pytest.mark.parametrize("name", ["from", "run"])
def test_nobody_learns_what_another_drew(alice, charlie_client, name):
    run = make_run(alice, RunStatus.SUCCEEDED, request={"body": {"prompt": "A secret"}})
    image = make_image(alice, run=run, prompt="A secret")
    asked = {"from": image.uuid, "run": run.uuid}[name]

    page = charlie_client.get(INDEX, {name: str(asked)})

    assert page.status_code == 200
    assert "A secret" not in page.text
    assert charlie_client.get(INDEX, {name: "no uuid\x00"}).status_code == 200


def test_a_page_asks_the_database_as_often_for_many_images(
    alice, alice_client, django_assert_max_num_queries
):
    for number in range(12):
        run = make_run(alice, RunStatus.FAILED)
        make_image(alice, data=b"", prompt=f"image {number}", run=run)

    with django_assert_max_num_queries(14):
        alice_client.get(INDEX)
