"""The pictures of rows, and what they are called outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from playground.batches.models.files import batch_storage

# What a browser may show: raster images, which hold no script.
ENDINGS: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
}


def archive_name(index: int, number: int, image: Mapping[str, Any]) -> str:
    """Return where picture `number` (from 1) of a row lies in the zip; rows count from 1 too."""
    ending = ENDINGS.get(image["media_type"], "bin")
    return f"images/{index + 1:06}-{number}.{ending}"


def read_picture(image: Mapping[str, Any]) -> bytes:
    """Return the bytes of a picture, which is small enough.

    Raises: FileNotFoundError.
    """
    with batch_storage().open(image["name"]) as file:
        content: bytes = file.read()
    return content
