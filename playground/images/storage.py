"""Where images lie: their bytes, and a small one of each, under names made of their UUID.

`ab/<uuid>.png` and `ab/<uuid>.thumbnail.webp`: whoever knows the UUID knows what to delete.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.storage.base import Storage

# What a browser shows without being able to run anything.
ENDINGS: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/bmp": "bmp",
}
THUMBNAIL_TYPE: Final = "image/webp"


def image_storage() -> Storage:
    """Return where images lie: out of reach of any URL, shared by all processes."""
    return storages["images"]


def content_name(uuid: UUID, media_type: str) -> str:
    return f"{uuid.hex[:2]}/{uuid}.{ENDINGS[media_type]}"


def thumbnail_name(uuid: UUID) -> str:
    return f"{uuid.hex[:2]}/{uuid}.thumbnail.webp"


def save_file(name: str, data: bytes) -> None:
    """Store a file in the place of what has its name."""
    storage = image_storage()
    storage.delete(name)
    storage.save(name, ContentFile(data))


def read_file(name: str) -> bytes:
    """Return the bytes of a file, which are few enough. Raises: FileNotFoundError."""
    with image_storage().open(name) as file:
        content: bytes = file.read()
    return content


def delete_files(names: Iterator[str] | list[str]) -> None:
    """Delete files, of which some may be gone already."""
    storage = image_storage()
    for name in names:
        if name:
            storage.delete(name)


def stored_files() -> Iterator[tuple[str, list[str]]]:
    """Yield the folders and the names of the files in each."""
    storage = image_storage()
    try:
        folders, _files = storage.listdir("")
    except FileNotFoundError:
        return
    for folder in folders:
        _folders, files = storage.listdir(folder)
        yield folder, files
