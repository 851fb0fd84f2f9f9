from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from playground.images import gallery
from playground.images.gallery import images_beside, read_gallery, services_of
from tests.images.pictures import make_image

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 30, 12, 0, 0, 123456, tzinfo=UTC)


def prompts(page):
    return [image.prompt for image in page.images]


@pytest.fixture
def five(alice):
    """Five images without files, of which some were made in the very same moment."""
    seconds = (0, 0, 1, 1, 2)
    return [
        make_image(
            alice, data=b"", prompt=f"image {number}", created_at=MOMENT + timedelta(seconds=after)
        )
        for number, after in enumerate(seconds)
    ]


def test_pages_have_every_image_once(alice, five, monkeypatch):
    monkeypatch.setattr(gallery, "PAGE_SIZE", 2)

    pages = [read_gallery(alice)]
    while pages[-1].older:
        pages.append(read_gallery(alice, before=pages[-1].older))

    found = [prompt for page in pages for prompt in prompts(page)]
    assert found == [f"image {number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("cursor", ["x", "1-", "-1", "1-x", "9" * 40 + "-1", "²-1", "\x00-1"])
def test_a_cursor_that_is_none_shows_the_newest(alice, five, cursor):
    assert prompts(read_gallery(alice, before=cursor))[0] == "image 4"


def test_the_search_looks_at_prompts(alice, five):
    make_image(alice, data=b"", prompt="100% 海湾")

    assert prompts(read_gallery(alice, query="海湾")) == ["100% 海湾"]
    assert prompts(read_gallery(alice, query="%")) == ["100% 海湾"]
    assert prompts(read_gallery(alice, query="IMAGE 2")) == ["image 2"]


def test_the_gallery_can_be_that_of_one_model(alice, five):
    make_image(alice, data=b"", prompt="of another", service="irag-1.0")

    assert prompts(read_gallery(alice, service="irag-1.0")) == ["of another"]
    assert services_of(alice) == ["Stable-Diffusion-XL", "irag-1.0"]


def test_nobody_sees_the_gallery_of_another(bob, charlie, five):
    for person in (bob, charlie):
        assert prompts(read_gallery(person)) == []
        assert services_of(person) == []


def test_images_beside_one_are_those_that_were_drawn(alice):
    old, not_drawn, shown, new = (
        make_image(alice, prompt="old", created_at=MOMENT),
        make_image(alice, data=b"", created_at=MOMENT),
        make_image(alice, prompt="shown", created_at=MOMENT),
        make_image(alice, prompt="new", created_at=MOMENT),
    )

    assert images_beside(alice, shown) == (new, old)
    assert images_beside(alice, not_drawn) == (shown, old)
    assert images_beside(alice, new) == (None, shown)
