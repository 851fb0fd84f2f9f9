"""What lies over a finished landscape: rain, snow, fog, petals and fireflies."""

from __future__ import annotations

import numpy as np
from PIL import Image

from playground.sandbox.painting.noise import clouds, smoothstep
from playground.sandbox.painting.palettes import Color, to_bytes
from playground.sandbox.painting.stencils import Stencil


def let_it_rain(rng: np.random.Generator, canvas: Image.Image, color: Color) -> None:
    """Draw slanting streaks, near ones longer."""
    width, height = canvas.size
    for length, strength, count in ((0.025, 0.16, 420), (0.05, 0.22, 160)):
        drops = Stencil(canvas)
        for x, y in rng.random((count, 2)) * (width * 1.1, height * 1.05):
            fall = height * length
            drops.line(((x, y - fall), (x - fall * 0.16, y)), max(height * 0.0012, 0.6))
        drops.lay(color, strength)


def let_it_snow(rng: np.random.Generator, canvas: Image.Image, color: Color) -> None:
    """Draw flakes of three distances."""
    width, height = canvas.size
    for radius, strength, count in ((0.0016, 0.7, 420), (0.003, 0.75, 130), (0.0065, 0.4, 40)):
        flakes = Stencil(canvas)
        for x, y in rng.random((count, 2)) * (width, height):
            size = height * radius * (0.6 + 0.8 * rng.random())
            flakes.ellipse(x, y, size, size)
        flakes.lay(color, strength)


def let_petals_fall(rng: np.random.Generator, canvas: Image.Image, color: Color) -> None:
    """Draw small tilted petals."""
    width, height = canvas.size
    petals = Stencil(canvas)
    for x, y in rng.random((90, 2)) * (width, height):
        size = height * (0.003 + 0.006 * rng.random())
        tilt = rng.normal(0, 0.8)
        tip = (x + size * 1.6 * np.cos(tilt), y + size * 1.6 * np.sin(tilt))
        side = (size * 0.6 * -np.sin(tilt), size * 0.6 * np.cos(tilt))
        middle = ((x + tip[0]) / 2, (y + tip[1]) / 2)
        petals.polygon(
            (
                (x, y),
                (middle[0] + side[0], middle[1] + side[1]),
                tip,
                (middle[0] - side[0], middle[1] - side[1]),
            )
        )
    petals.lay(color, 0.85)


def draw_fog(rng: np.random.Generator, canvas: Image.Image, color: Color, middle: float) -> None:
    """Lay banks of fog around `middle`, a part of the height."""
    half = (canvas.width // 2, canvas.height // 2)
    y = (np.arange(half[1], dtype=np.float32) / half[1])[:, None]
    field = clouds(rng, half, (2, 7), 4)
    band = np.exp(-(((y - middle) / 0.17) ** 2))
    mask = (smoothstep(0.15, 0.85, field) * band * 205).astype(np.uint8)
    canvas.paste(to_bytes(color), mask=Image.fromarray(mask).resize(canvas.size))
