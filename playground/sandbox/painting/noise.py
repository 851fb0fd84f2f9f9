"""Random shapes of nature: clouds, ridges, ripples. All take a generator, so a seed decides."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.floating[Any]]


def clouds(
    rng: np.random.Generator, size: tuple[int, int], cells: tuple[int, int], octaves: int = 5
) -> Floats:
    """Return smooth noise from 0 to 1, as rows of `size` (width, height).

    `cells` are the largest shapes across and down; each octave doubles them and counts half.
    """
    width, height = cells
    field = rng.random((height, width), dtype=np.float32)
    weight = 1.0
    for _ in range(octaves - 1):
        width, height = min(width * 2, size[0]), min(height * 2, size[1])
        weight /= 2
        field = resize(field, (width, height))
        field += weight * rng.random((height, width), dtype=np.float32)
    field = resize(field, size)
    low, high = float(field.min()), float(field.max())
    return (field - low) / (high - low)


def resize(field: Floats, size: tuple[int, int]) -> Floats:
    """Return `field` stretched smoothly to `size` (width, height)."""
    if (field.shape[1], field.shape[0]) == size:
        return field
    image = Image.fromarray(field).resize(size, Image.Resampling.BICUBIC)
    return np.array(image, dtype=np.float32)


def ridge(rng: np.random.Generator, width: int, cells: float, *, sharpness: float = 0.0) -> Floats:
    """Return a line of hills from 0 to 1; sharpness of 1 gives peaks, 0 gives soft hills."""
    x = np.arange(width, dtype=np.float32) / width
    line = np.zeros(width, dtype=np.float32)
    weight, count = 1.0, cells
    for octave in range(7):
        if count > width / 3:
            break
        knots = rng.random(int(count) + 3, dtype=np.float32)
        position = x * count + rng.random()
        soft = _smooth(knots, position)
        peaks = 1 - np.abs(2 * np.interp(position, np.arange(len(knots)), knots) - 1)
        share = sharpness if octave < 5 else 0.0
        line += weight * ((1 - share) * soft + share * peaks)
        weight *= 0.36 + 0.12 * sharpness
        count *= 2.1
    low, high = float(line.min()), float(line.max())
    return ((line - low) / (high - low)).astype(np.float32)


def shifted(field: Floats, right: int, down: int) -> Floats:
    """Return `field` moved by some points; its edges are repeated where nothing comes after."""
    rows = np.clip(np.arange(field.shape[0]) - down, 0, field.shape[0] - 1)
    columns = np.clip(np.arange(field.shape[1]) - right, 0, field.shape[1] - 1)
    return field[rows[:, None], columns[None, :]]


def smoothstep(low: float, high: float, values: Floats) -> Floats:
    """Return 0 below `low`, 1 above `high`, and a soft rise between."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def to_image(canvas: Floats) -> Image.Image:
    """Return rows of red, green and blue from 0 to 1 as a picture."""
    return Image.fromarray((np.clip(canvas, 0, 1) * 255 + 0.5).astype(np.uint8))


def _smooth(knots: Floats, position: Floats) -> Floats:
    index = np.clip(position.astype(np.int32), 0, len(knots) - 2)
    t = position - index
    t = t * t * (3 - 2 * t)
    return np.asarray(knots[index] * (1 - t) + knots[index + 1] * t)
