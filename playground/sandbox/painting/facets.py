"""Styles that rebuild a picture from flat pieces: triangles, cubes, pixels, dots."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from playground.sandbox.painting.noise import Floats

_SHADES = (1.14, 0.95, 0.76)


def low_poly(
    rng: np.random.Generator, image: Image.Image, across: int, relief: float
) -> Image.Image:
    """Return the picture in triangles; `relief` makes neighbors differ in brightness."""
    width, height = image.size
    step = width / across
    rows = max(2, round(height / step))
    x = np.tile(np.linspace(0, width, across + 1), (rows + 1, 1))
    y = np.tile(np.linspace(0, height, rows + 1)[:, None], (1, across + 1))
    x[:, 1:-1] += rng.uniform(-0.38, 0.38, x[:, 1:-1].shape) * step
    y[1:-1, :] += rng.uniform(-0.38, 0.38, y[1:-1, :].shape) * step
    pixels = np.asarray(image.filter(ImageFilter.BoxBlur(step / 5)), dtype=np.float32)
    drawing = Image.new("RGB", image.size)
    draw = ImageDraw.Draw(drawing)
    for row in range(rows):
        for column in range(across):
            corners = [
                (float(x[row + dy, column + dx]), float(y[row + dy, column + dx]))
                for dy, dx in ((0, 0), (0, 1), (1, 1), (1, 0))
            ]
            first, second = ((0, 1, 2), (0, 2, 3)) if rng.random() < 0.5 else ((0, 1, 3), (1, 2, 3))
            for triangle in (first, second):
                points = [corners[corner] for corner in triangle]
                color = _color_at(pixels, points) * (1 + relief * rng.uniform(-1, 1))
                draw.polygon(points, fill=_fill(color))
    return drawing


def isometric(image: Image.Image, across: int) -> Image.Image:
    """Return the picture as stacked cubes, each with a top and two sides."""
    width, height = image.size
    half = width / across / 2
    rise = half / 3**0.5
    pixels = np.asarray(image.filter(ImageFilter.BoxBlur(half / 2)), dtype=np.float32)
    drawing = Image.new("RGB", image.size)
    draw = ImageDraw.Draw(drawing)
    for row in range(int(height / (rise * 3)) + 3):
        for column in range(across + 2):
            x = (2 * column + row % 2 - 1) * half
            y = row * rise * 3 - rise
            color = _color_at(pixels, [(x, y)])
            top = ((x, y - 2 * rise), (x + half, y - rise), (x, y), (x - half, y - rise))
            left = ((x - half, y - rise), (x, y), (x, y + 2 * rise), (x - half, y + rise))
            right = ((x + half, y - rise), (x, y), (x, y + 2 * rise), (x + half, y + rise))
            for face, shade in zip((top, left, right), _SHADES, strict=True):
                draw.polygon(face, fill=_fill(color * shade))
    return drawing


def pixel_art(image: Image.Image, across: int) -> Image.Image:
    """Return the picture in large pixels of few colors."""
    size = (across, max(1, round(across * image.height / image.width)))
    small = image.resize(size, Image.Resampling.BOX).quantize(
        40, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    return small.convert("RGB").resize(image.size, Image.Resampling.NEAREST)


def halftone(image: Image.Image, pitch: int, strength: float) -> Image.Image:
    """Darken the shadows with a raster of dots."""
    y, x = np.mgrid[0 : image.height, 0 : image.width].astype(np.float32)
    raster = (np.sin((x + y) * np.pi / pitch) * np.sin((x - y) * np.pi / pitch) + 1) / 2
    tone = np.asarray(image.convert("L"), dtype=np.float32) / 255
    dots = np.where(raster > tone * 1.5 + 0.12, 1 - strength, 1.0)
    mask = Image.fromarray((dots * 255).astype(np.uint8)).convert("RGB")
    return ImageChops.multiply(image, mask)


def _color_at(pixels: Floats, points: list[tuple[float, float]]) -> Floats:
    """Return the color in the middle of some points, which may lie outside."""
    height, width = pixels.shape[:2]
    x = sum(point[0] for point in points) / len(points)
    y = sum(point[1] for point in points) / len(points)
    color: Floats = pixels[min(max(int(y), 0), height - 1), min(max(int(x), 0), width - 1)]
    return color


def _fill(color: Floats) -> tuple[int, int, int]:
    red, green, blue = (int(min(max(part, 0), 255)) for part in color)
    return (red, green, blue)
