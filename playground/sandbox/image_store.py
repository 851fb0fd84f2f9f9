"""Keeps painted pictures for a while under names nobody can guess, for the URLs that V2 gives."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

from playground.sandbox.painters.pictures import PaintedPicture

LIFE_SECONDS = 3600
_MOST_BYTES = 64 * 1024 * 1024
_MOST_IMAGES = 256
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}


@dataclass(slots=True)
class ImageStore:
    """Lives in memory; the oldest pictures go when there are too many, or after an hour."""

    most_bytes: int = _MOST_BYTES
    most_images: int = _MOST_IMAGES
    _images: OrderedDict[str, tuple[PaintedPicture, float]] = field(default_factory=OrderedDict)
    _bytes: int = 0

    def add(self, image: PaintedPicture, now_seconds: float) -> str:
        """Keep a picture; return its name."""
        name = secrets.token_urlsafe(24) + _SUFFIXES[image.media_type]
        self._images[name] = (image, now_seconds + LIFE_SECONDS)
        self._bytes += len(image.content)
        self._forget_expired(now_seconds)
        while self._bytes > self.most_bytes or len(self._images) > self.most_images:
            self._forget_oldest()
        return name

    def get(self, name: str, now_seconds: float) -> PaintedPicture | None:
        """Return the picture of that name, or None if there is none any more."""
        self._forget_expired(now_seconds)
        found = self._images.get(name)
        return found[0] if found else None

    def _forget_expired(self, now_seconds: float) -> None:
        while self._images and next(iter(self._images.values()))[1] <= now_seconds:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        _, (image, _) = self._images.popitem(last=False)
        self._bytes -= len(image.content)
