"""Small silhouettes that tell a story: a cat, a boat, birds, a balloon, a person."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

from playground.sandbox.painting.palettes import Color, Palette, mix, parse_color
from playground.sandbox.painting.stencils import Point, Stencil

_STRIPES = tuple(parse_color(color) for color in ["d9483b", "f3ede0", "e9a13b", "3f7f9f"])


def place_cat(canvas: Image.Image, color: Color, foot: Point, size: float) -> None:
    """Sit a cat down, seen from behind; `size` is its height."""
    x, y = foot
    cat = Stencil(canvas)
    cat.ellipse(x, y - size * 0.27, size * 0.25, size * 0.3)
    cat.ellipse(x, y - size * 0.48, size * 0.17, size * 0.26)
    cat.ellipse(x, y - size * 0.76, size * 0.165, size * 0.15)
    for side in (-1, 1):
        ear = ((side * 0.16, -0.78), (side * 0.14, -1.0), (side * 0.03, -0.87))
        cat.polygon([(x + dx * size, y + dy * size) for dx, dy in ear])
    tail = [
        (x + size * (0.14 + 0.32 * math.sin(t * 2.6)), y - size * (0.05 + 0.34 * t * t))
        for t in np.linspace(0, 1, 24)
    ]
    cat.line(tail, size * 0.075)
    cat.ellipse(*tail[-1], size * 0.038, size * 0.038)
    cat.rectangle(x - size * 0.22, y - size * 0.08, x + size * 0.22, y)
    cat.lay(color)


def place_boat(canvas: Image.Image, palette: Palette, waterline: Point, size: float) -> None:
    """Put a sailing boat on the water, and its reflection below it."""
    x, y = waterline
    hull = ((-0.5, -0.1), (0.55, -0.1), (0.38, 0.05), (-0.36, 0.05))
    main = ((-0.02, -0.14), (-0.02, -1.0), (-0.42, -0.14))
    jib = ((0.03, -0.14), (0.03, -0.86), (0.42, -0.14))
    sail = mix((0.98, 0.95, 0.9), palette.horizon, 0.35)
    dark = mix(palette.near, palette.water, 0.25)
    for flip, strength in ((-0.7, 0.35), (1.0, 1.0)):
        for shape, color in ((main, sail), (jib, mix(sail, dark, 0.18)), (hull, dark)):
            stencil = Stencil(canvas)
            stencil.polygon([(x + dx * size, y + flip * dy * size) for dx, dy in shape])
            stencil.lay(color, strength)


def place_birds(
    rng: np.random.Generator, canvas: Image.Image, color: Color, center: Point, count: int
) -> None:
    """Let birds fly in a loose flock around `center`, given in parts of the canvas."""
    width, height = canvas.size
    birds = Stencil(canvas)
    for _ in range(count):
        x = width * center[0] + rng.normal(0, width * 0.09)
        y = height * center[1] + rng.normal(0, height * 0.035)
        span = height * (0.008 + 0.011 * rng.random())
        lift = span * (0.3 + 0.5 * rng.random())
        for side in (-1, 1):
            wing = ((0, 0), (0.45 * side, -1.0), (1.15 * side, -0.35), (0.48 * side, -0.62))
            birds.polygon([(x + dx * span, y + dy * lift) for dx, dy in wing])
    birds.lay(color, 0.9)


def place_balloon(
    rng: np.random.Generator, canvas: Image.Image, palette: Palette, center: Point, size: float
) -> None:
    """Let a striped balloon with a basket rise."""
    x, y = center
    color = _STRIPES[rng.integers(len(_STRIPES))]
    bands = (color, _STRIPES[1], color)
    for reach, band in zip((0.5, 0.32, 0.14), bands, strict=True):
        stencil = Stencil(canvas)
        stencil.ellipse(x, y, size * reach, size * 0.5)
        mouth = (
            (-reach * 0.93, 0.18),
            (reach * 0.93, 0.18),
            (reach * 0.22, 0.66),
            (-reach * 0.22, 0.66),
        )
        stencil.polygon([(x + dx * size, y + dy * size) for dx, dy in mouth])
        stencil.lay(mix(band, palette.haze, 0.15))
    basket = Stencil(canvas)
    basket.rectangle(x - size * 0.09, y + size * 0.78, x + size * 0.09, y + size * 0.92)
    for side in (-0.09, 0.09):
        basket.line(((x + side * size, y + size * 0.66), (x + side * size, y + size * 0.8)), 1)
    basket.lay(mix(palette.near, (0.4, 0.26, 0.14), 0.5))


def place_person(canvas: Image.Image, color: Color, foot: Point, size: float) -> None:
    """Stand a person there who looks into the distance."""
    x, y = foot
    person = Stencil(canvas)
    person.ellipse(x, y - size * 0.93, size * 0.058, size * 0.07)
    person.ellipse(x, y - size * 0.74, size * 0.115, size * 0.1)
    coat = ((-0.11, -0.76), (0.11, -0.76), (0.15, -0.36), (-0.15, -0.36))
    person.polygon([(x + dx * size, y + dy * size) for dx, dy in coat])
    for side in (-1, 1):
        arm = ((side * 0.1, -0.76), (side * 0.15, -0.58), (side * 0.14, -0.42))
        person.line([(x + dx * size, y + dy * size) for dx, dy in arm], size * 0.055)
        leg = ((side * 0.01, -0.38), (side * 0.1, -0.38), (side * 0.085, 0), (side * 0.025, 0))
        person.polygon([(x + dx * size, y + dy * size) for dx, dy in leg])
    person.lay(color)
