"""Makers of pictures, and of the images that have them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

from playground.accounts.models import User
from playground.images import pictures, storage
from playground.images.models import GeneratedImage, UploadedImage

_SAND = (194, 164, 124)


def picture_bytes(kind: str = "PNG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    output = BytesIO()
    Image.new("RGB", size, _SAND).save(output, kind, **options)
    return output.getvalue()


def make_image(owner: User, *, data: bytes | None = None, **fields: Any) -> GeneratedImage:
    """Make a drawn image with its files; without any where `data` is empty."""
    data = picture_bytes() if data is None else data
    usual: dict[str, Any] = {
        "prompt": "A quiet bay",
        "provider": "qianfan_v1",
        "model": "Stable-Diffusion-XL",
        "service": "Stable-Diffusion-XL",
        "seed": 7,
        "width": 1024,
        "height": 1024,
    }
    image = GeneratedImage(owner=owner, **{**usual, **fields})
    _store(image, data)
    return image


def make_upload(owner: User, *, data: bytes | None = None) -> UploadedImage:
    image = UploadedImage(owner=owner, name="holiday.png", width=1, height=1)
    _store(image, picture_bytes() if data is None else data)
    return image


def _store(image: GeneratedImage | UploadedImage, data: bytes) -> None:
    if data:
        measured = pictures.measure(data)
        image.media_type = measured.media_type
        image.width, image.height = measured.width, measured.height
        image.size_bytes = len(data)
        storage.save_file(image.content_name, data)
        storage.save_file(image.thumbnail_name, measured.thumbnail)
    image.save()
