from __future__ import annotations

import pytest
from django.db import transaction

from playground.images import storage
from playground.images.models import GeneratedImage, ImageQuestion
from playground.images.services import library
from tests.images.pictures import make_image, make_upload


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("make", [make_image, make_upload])
def test_a_deleted_image_leaves_no_file(alice, image_folder, make):
    image = make(alice)
    assert len(files(image_folder)) == 2

    library.delete(image=image)

    assert files(image_folder) == []


@pytest.mark.django_db(transaction=True)
def test_files_go_only_once_it_is_certain(alice, image_folder):
    image = make_image(alice)

    with transaction.atomic():
        library.delete(image=image)
        transaction.set_rollback(True)

    assert GeneratedImage.objects.get().is_drawn
    assert len(files(image_folder)) == 2


@pytest.mark.django_db(transaction=True)
def test_what_was_asked_about_an_image_goes_with_it(alice):
    image = make_image(alice)
    ImageQuestion.objects.create(owner=alice, generated=image, text="What is it?")

    library.delete(image=image)

    assert not ImageQuestion.objects.exists()


@pytest.mark.django_db
def test_the_files_of_a_person_who_left_are_swept(alice, bob, image_folder):
    make_image(alice)
    make_upload(alice)
    kept = [make_image(bob), make_upload(bob)]
    storage.save_file("ab/left-behind.tmp", b"x")

    alice.delete()
    swept = library.sweep()

    assert swept == 5
    names = [name for image in kept for name in (image.content_name, image.thumbnail_name)]
    assert files(image_folder) == sorted(name.partition("/")[2] for name in names)


@pytest.mark.django_db
def test_nothing_to_sweep_is_no_fault(image_folder):
    assert library.sweep() == 0
