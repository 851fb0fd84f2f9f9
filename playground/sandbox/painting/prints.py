"""Finished pictures as files, with a small label that says what they are."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

LABEL = "procedural sample, not a model"


def print_jpeg(image: Image.Image) -> bytes:
    """Return the labeled picture as a JPEG file."""
    file = io.BytesIO()
    _labeled(image).save(file, "JPEG", quality=90)
    return file.getvalue()


def print_png(image: Image.Image) -> bytes:
    """Return the labeled picture as a PNG file, written fast rather than small."""
    file = io.BytesIO()
    _labeled(image).save(file, "PNG", compress_level=1)
    return file.getvalue()


def _labeled(image: Image.Image) -> Image.Image:
    size = max(9, min(image.size) // 56)
    font = ImageFont.load_default(size)
    sheet = Image.new("L", image.size)
    place = (image.width - size * 0.7, image.height - size * 0.6)
    ImageDraw.Draw(sheet).text(place, LABEL, fill=255, font=font, anchor="rs")
    # A dark edge keeps the words readable on any ground.
    edge = sheet.transform(sheet.size, Image.Transform.AFFINE, (1, 0, -1, 0, 1, -1))
    image.paste((0, 0, 0), mask=edge.point([value * 2 // 5 for value in range(256)]))
    image.paste((255, 255, 255), mask=sheet.point([value * 3 // 5 for value in range(256)]))
    return image
