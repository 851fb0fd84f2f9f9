"""Bring a picture, to ask about it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from playground.accounts.models import User
from playground.images import pictures, storage
from playground.images.models import UploadedImage

MAX_BYTES = 20 << 20
_NAME_CHARACTERS = 255


def bring(*, owner: User, upload: UploadedFile[Any]) -> UploadedImage:
    """Keep a picture as it came. Raises: PictureUnreadable."""
    if (upload.size or 0) > MAX_BYTES:
        raise pictures.PictureUnreadable("image_too_large")
    data = upload.read()
    measured = pictures.measure(data)
    image = UploadedImage(
        owner=owner,
        name=(upload.name or "").replace("\x00", "")[:_NAME_CHARACTERS],
        media_type=measured.media_type,
        width=measured.width,
        height=measured.height,
        size_bytes=len(data),
    )
    # Before its files, which belong to none otherwise.
    image.save(force_insert=True)
    try:
        storage.save_file(image.thumbnail_name, measured.thumbnail)
        storage.save_file(image.content_name, data)
    except Exception:
        image.delete()
        raise
    return image
