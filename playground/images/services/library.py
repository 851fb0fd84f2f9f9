"""Delete images with their files, and sweep files that belong to no image any more."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction

from playground.images import storage
from playground.images.models import GeneratedImage, StoredImage, UploadedImage
from playground.lib.uuids import uuid_of
from playground.runs import live_runs

_FILES_AT_ONCE = 500


def delete(*, image: StoredImage) -> None:
    """Delete an image and what was asked about it; its files go once that is certain."""
    names = [image.content_name, image.thumbnail_name]
    with transaction.atomic():
        image.delete()
        transaction.on_commit(partial(storage.delete_files, names), robust=True)


async def discard(*, image: GeneratedImage) -> None:
    """Stop to draw an image, if it still is."""
    if image.run is not None and image.run.is_live:
        await live_runs.request_stop(image.run.uuid)


def sweep() -> int:
    """Delete the files of images that are no more, as of people who left; return how many.

    An image is saved before its file: a file without one belongs to none.
    """
    swept = 0
    for folder, names in storage.stored_files():
        for start in range(0, len(names), _FILES_AT_ONCE):
            swept += _sweep(folder, names[start : start + _FILES_AT_ONCE])
    return swept


def _sweep(folder: str, names: list[str]) -> int:
    uuids = {name: uuid_of(name.partition(".")[0]) for name in names}
    wanted = [uuid for uuid in uuids.values() if uuid is not None]
    known: set[UUID] = set()
    for model in (GeneratedImage, UploadedImage):
        known.update(model.objects.filter(uuid__in=wanted).values_list("uuid", flat=True))
    orphans = [f"{folder}/{name}" for name, uuid in uuids.items() if uuid not in known]
    storage.delete_files(orphans)
    return len(orphans)
