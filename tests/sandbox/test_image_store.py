"""How long painted pictures are kept."""

from __future__ import annotations

from playground.sandbox.image_store import LIFE_SECONDS, ImageStore
from playground.sandbox.painters.pictures import PaintedPicture


def picture(size: int = 10) -> PaintedPicture:
    return PaintedPicture(b"x" * size, "image/png")


def test_a_picture_is_found_by_its_name_until_it_expires() -> None:
    store = ImageStore()

    name = store.add(picture(), 1000.0)

    assert name.endswith(".png")
    assert store.get(name, 1000.0 + LIFE_SECONDS - 1) == picture()
    assert store.get(name, 1000.0 + LIFE_SECONDS) is None


def test_names_are_long_and_differ() -> None:
    store = ImageStore()

    names = {store.add(picture(), 0.0) for _ in range(50)}

    assert len(names) == 50
    assert min(map(len, names)) >= 32


def test_the_oldest_go_when_there_are_too_many() -> None:
    store = ImageStore(most_images=2)

    names = [store.add(picture(), float(second)) for second in range(3)]

    assert [store.get(name, 3.0) is not None for name in names] == [False, True, True]


def test_the_oldest_go_when_they_are_too_large() -> None:
    store = ImageStore(most_bytes=100)

    names = [store.add(picture(40), 0.0) for _ in range(3)]

    assert [store.get(name, 0.0) is not None for name in names] == [False, True, True]
