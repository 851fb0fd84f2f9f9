"""Pictures of rows, in the batch storage: `pictures/<job>/<index>-<number>.<ending>`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile

from playground.batches.models.files import batch_storage
from playground.gateway.values import Image

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}


def picture_folder(job: UUID) -> str:
    return f"pictures/{job}"


async def save_images(job: UUID, index: int, images: Sequence[Image]) -> list[dict[str, Any]]:
    """Store what was drawn for a row; return what the row keeps of it, in the same order."""
    return await asyncio.to_thread(_save_images, job, index, images)


def _save_images(job: UUID, index: int, images: Sequence[Image]) -> list[dict[str, Any]]:
    storage = batch_storage()
    saved = []
    for number, image in enumerate(images, 1):
        ending = _ENDINGS.get(image.media_type, "bin")
        name = f"{picture_folder(job)}/{index}-{number}.{ending}"
        # A row that is called again draws anew.
        storage.delete(name)
        saved.append(
            {
                "name": storage.save(name, ContentFile(image.data)),
                "media_type": image.media_type,
                "size_bytes": len(image.data),
            }
        )
    return saved
