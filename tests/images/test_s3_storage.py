"""Images in a bucket: everything that is done with them is done there."""

from __future__ import annotations

import pytest
from django.urls import reverse

from playground.images import storage
from playground.images.services import library
from tests.images.pictures import make_image, picture_bytes
from tests.images.s3 import start_s3


@pytest.fixture
def bucket(settings):
    with start_s3() as server:
        options = {
            "bucket_name": "images",
            "endpoint_url": server.url,
            "region_name": "bj",
            "addressing_style": "path",
            "access_key": "key",
            "secret_key": "secret",
        }
        backend = "playground.images.s3_storage.CompatibleS3Storage"
        own = {"BACKEND": backend, "OPTIONS": options}
        settings.STORAGES = {**settings.STORAGES, "images": own}
        yield server.objects


def test_what_is_saved_can_be_read_and_deleted(bucket):
    storage.save_file("ab/one.png", b"one")
    storage.save_file("ab/one.png", b"another")

    assert bucket == {"/images/ab/one.png": b"another"}
    assert storage.read_file("ab/one.png") == b"another"
    storage.delete_files(["ab/one.png", "ab/never-there.png"])
    assert bucket == {}


def test_what_is_not_there_is_not_found(bucket):
    with pytest.raises(FileNotFoundError):
        storage.read_file("ab/one.png")


@pytest.mark.django_db(transaction=True)
def test_an_image_in_a_bucket_is_shown_and_leaves_nothing(
    bucket, alice, alice_client, image_folder
):
    data = picture_bytes()
    image = make_image(alice, data=data)

    shown = alice_client.get(reverse("images:file", args=[image.uuid]))
    library.delete(image=image)

    assert shown.content == data
    assert bucket == {}
    assert not image_folder.exists()


@pytest.mark.django_db
def test_a_bucket_is_swept(bucket, alice, bob):
    make_image(alice)
    kept = make_image(bob)

    alice.delete()

    assert library.sweep() == 2
    assert sorted(bucket) == [f"/images/{kept.content_name}", f"/images/{kept.thumbnail_name}"]
