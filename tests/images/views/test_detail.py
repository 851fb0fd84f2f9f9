from __future__ import annotations

import pytest
from django.urls import reverse

from playground.images.models import GeneratedImage
from tests.images.pictures import make_image

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}


def test_every_parameter_is_shown_with_those_nobody_set(alice, alice_client):
    image = make_image(alice, seed=31337, parameters={"steps": 44, "negative_prompt": "<fog>"})

    page = alice_client.get(reverse("images:detail", args=[image.uuid]))

    assert {each.name: each.is_default for each in page.context["parameters"]} == {
        "negative_prompt": False,
        "size": True,
        "steps": False,
        "sampler_index": True,
        "cfg_scale": True,
        "style": True,
    }
    assert "31337" in page.text
    assert "&lt;fog&gt;" in page.text


def test_the_images_beside_are_linked(alice, alice_client):
    old, shown, new = [make_image(alice) for _ in range(3)]

    page = alice_client.get(reverse("images:detail", args=[shown.uuid]))

    assert (page.context["newer"], page.context["older"]) == (new, old)


@pytest.mark.django_db(transaction=True)
def test_deleting_leads_back_to_the_gallery(alice, alice_client, image_folder):
    image = make_image(alice)

    answer = alice_client.post(reverse("images:delete", args=[image.uuid]))

    assert answer.url == reverse("images:index")
    assert not GeneratedImage.objects.exists()
    assert not [path for path in image_folder.rglob("*") if path.is_file()]


def test_deleting_in_the_gallery_clears_the_place(alice, alice_client):
    image = make_image(alice)
    headers = {**FRAGMENT, "HX-Target": f"image-{image.uuid}"}

    answer = alice_client.post(reverse("images:delete", args=[image.uuid]), headers=headers)

    assert (answer.status_code, answer.content) == (200, b"")


def test_deleting_on_its_page_goes_on_in_the_gallery(alice, alice_client):
    image = make_image(alice)

    answer = alice_client.post(reverse("images:delete", args=[image.uuid]), headers=FRAGMENT)

    assert answer.headers["HX-Redirect"] == reverse("images:index")
