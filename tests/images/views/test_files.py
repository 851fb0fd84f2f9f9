from __future__ import annotations

from io import BytesIO
from urllib.parse import unquote

import pytest
from django.urls import reverse
from PIL import Image

from playground.images import storage
from tests.images.pictures import make_image, picture_bytes

pytestmark = pytest.mark.django_db


def address(name, image):
    return reverse(f"images:{name}", args=[image.uuid])


def test_a_file_is_sent_as_it_came_and_cannot_run(alice, alice_client):
    data = picture_bytes("JPEG")
    image = make_image(alice, data=data)

    sent = alice_client.get(address("file", image))

    assert sent.content == data
    assert sent.headers["Content-Type"] == "image/jpeg"
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Content-Security-Policy"].startswith("sandbox")
    assert sent.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("name", ["file", "thumbnail"])
def test_what_a_browser_has_is_not_sent_again(alice, alice_client, name):
    url = address(name, make_image(alice))
    etag = alice_client.get(url).headers["ETag"]

    again = alice_client.get(url, headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag


@pytest.mark.parametrize("name", ["file", "thumbnail", "download"])
def test_what_is_not_drawn_has_no_file(alice, alice_client, name):
    assert alice_client.get(address(name, make_image(alice, data=b""))).status_code == 404


@pytest.mark.parametrize("name", ["file", "thumbnail", "download"])
def test_a_file_that_is_gone_is_not_found(alice, alice_client, name):
    image = make_image(alice)
    storage.delete_files([image.content_name, image.thumbnail_name])

    assert alice_client.get(address(name, image)).status_code == 404


def test_a_download_says_what_it_was_made_from(alice, alice_client):
    image = make_image(alice, prompt="安静的海湾 / bay", seed=99)

    sent = alice_client.get(address("download", image))

    written = Image.open(BytesIO(sent.content)).info["parameters"]
    assert written.startswith("安静的海湾 / bay\n")
    assert "Seed: 99" in written
    disposition = unquote(sent.headers["Content-Disposition"])
    assert disposition.startswith("attachment;")
    assert "安静的海湾 _ bay.png" in disposition
