"""Whoever is not the owner gets 404 everywhere, also a member of the same team."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from playground.images.models import GeneratedImage, ImageQuestion, UploadedImage
from tests.images.pictures import make_image, make_upload

pytestmark = pytest.mark.django_db
PAGES = ("detail", "tile", "file", "thumbnail", "download", "ask_image")
VERBS = ("vary", "retry", "stop", "delete", "ask_image")
UPLOAD_PAGES = ("upload_file", "upload_thumbnail", "ask_upload")
UPLOAD_VERBS = ("delete_upload", "ask_upload")


@pytest.fixture(params=["bob", "charlie"])
def stranger(request, team):
    client: Client = request.getfixturevalue(f"{request.param}_client")
    return client


@pytest.mark.parametrize("name", PAGES)
def test_an_image_is_seen_by_its_owner_alone(alice, alice_client, stranger, name):
    url = reverse(f"images:{name}", args=[make_image(alice).uuid])

    assert stranger.get(url).status_code == 404
    assert alice_client.get(url).status_code == 200


@pytest.mark.parametrize("name", VERBS)
def test_nobody_else_does_anything_with_an_image(alice, stranger, name):
    image = make_image(alice)

    assert stranger.post(reverse(f"images:{name}", args=[image.uuid])).status_code == 404
    assert GeneratedImage.objects.count() == 1


@pytest.mark.parametrize("name", UPLOAD_PAGES)
def test_an_upload_is_seen_by_its_owner_alone(alice, alice_client, stranger, name):
    url = reverse(f"images:{name}", args=[make_upload(alice).uuid])

    assert stranger.get(url).status_code == 404
    assert alice_client.get(url).status_code == 200


@pytest.mark.parametrize("name", UPLOAD_VERBS)
def test_nobody_else_does_anything_with_an_upload(alice, stranger, name):
    upload = make_upload(alice)

    assert stranger.post(reverse(f"images:{name}", args=[upload.uuid])).status_code == 404
    assert UploadedImage.objects.count() == 1


def test_a_question_is_read_by_who_asked_it(alice, alice_client, stranger):
    question = ImageQuestion.objects.create(owner=alice, generated=make_image(alice), text="What?")
    url = reverse("images:question", args=[question.uuid])

    assert stranger.get(url).status_code == 404
    assert "What?" in alice_client.get(url).text


def test_choosing_an_image_offers_only_ones_own(alice, stranger):
    make_image(alice)
    make_upload(alice)

    assert "tile__image" not in stranger.get(reverse("images:ask")).text


@pytest.mark.parametrize("name", ["index", "ask"])
def test_nobody_is_let_in_who_is_not_signed_in(client, name):
    assert client.get(reverse(f"images:{name}")).status_code == 302
