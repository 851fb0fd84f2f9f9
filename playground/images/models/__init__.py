"""GeneratedImage, UploadedImage and ImageQuestion."""

from __future__ import annotations

from playground.images.models.images import GeneratedImage, StoredImage, UploadedImage
from playground.images.models.questions import ImageQuestion

__all__ = ["GeneratedImage", "ImageQuestion", "StoredImage", "UploadedImage"]
