"""Pictures without a landscape: deep space, and abstract color."""

from __future__ import annotations

import numpy as np
from PIL import Image

from playground.sandbox.painting.noise import Floats, clouds, smoothstep, to_image
from playground.sandbox.painting.palettes import Color, mix, parse_color
from playground.sandbox.painting.stencils import Stencil

_SWATCHES: tuple[tuple[Color, ...], ...] = tuple(
    tuple(parse_color(color) for color in swatch.split())
    for swatch in (
        "0b132b 1c5d99 5bc0be f6f4d2 f78e69",
        "22223b 6a4c93 f72585 ffb703 fefae0",
        "132a13 31572c 90a955 ecf39e fefae0",
        "2b2d42 8d99ae edf2f4 ef233c d90429",
        "03071e 6a040f dc2f02 faa307 ffe8a3",
        "10002b 5a189a c77dff 80ffdb e0fbfc",
    )
)


def paint_space(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """Paint a nebula, stars, and a planet with a shadow side."""
    width, height = size[0] // 2, size[1] // 2
    colors = _SWATCHES[rng.integers(len(_SWATCHES))]
    canvas = np.full((height, width, 3), (0.012, 0.014, 0.04), dtype=np.float32)
    across = max(2, round(2.5 * width / height))
    dust = clouds(rng, (width, height), (across, 3), 6)
    for color in (colors[1], colors[2], colors[4]):
        gas = clouds(rng, (width, height), (across, 2), 6)
        glow = smoothstep(0.45, 1.0, gas) ** 1.5 * (0.35 + 0.65 * smoothstep(0.2, 0.7, dust))
        canvas += glow[:, :, None] * np.array(color, dtype=np.float32) * 0.9
    canvas = 1 - np.exp(-canvas * 1.1)
    _scatter_stars(rng, canvas)
    radius = 0.13 + 0.12 * rng.random()
    center = (0.2 + 0.6 * rng.random(), 0.3 + 0.4 * rng.random())
    _add_planet(rng, canvas, center, radius, colors)
    return to_image(canvas).resize(size, Image.Resampling.BICUBIC)


def paint_abstract(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """Paint flowing bands of color, or overlapping shapes on a soft ground."""
    colors = _SWATCHES[rng.integers(len(_SWATCHES))]
    return (_flow if rng.random() < 0.6 else _shapes)(rng, size, colors)


def _scatter_stars(rng: np.random.Generator, canvas: Floats) -> None:
    height, width = canvas.shape[:2]
    count = width * height // 260
    at = (rng.integers(0, height, count), rng.integers(0, width, count))
    strength = (rng.random(count) ** 5 * 1.1 + 0.06).astype(np.float32)
    np.add.at(canvas, at, strength[:, None] * np.array((1, 0.97, 0.92), dtype=np.float32))


def _add_planet(
    rng: np.random.Generator,
    canvas: Floats,
    center: tuple[float, float],
    radius: float,
    colors: tuple[Color, ...],
) -> None:
    height, width = canvas.shape[:2]
    x = ((np.arange(width, dtype=np.float32) / width - center[0]) * width / height)[None, :]
    y = (np.arange(height, dtype=np.float32) / height - center[1])[:, None]
    distance = np.hypot(x, y) / radius
    bands = clouds(rng, (width, height), (2, 26), 4)
    ground = np.array(mix(colors[2], colors[4], 0.2), dtype=np.float32)
    stripe = np.array(mix(colors[1], colors[3], 0.5), dtype=np.float32)
    surface = ground + smoothstep(0.35, 0.65, bands)[:, :, None] * (stripe - ground)
    depth = np.sqrt(np.clip(1 - distance**2, 0, 1))
    light = np.clip(depth * 0.55 - (x + y) / radius * 0.62, 0.015, 1.1)
    disc = 1 - smoothstep(0.985, 1.015, distance)
    rim = np.exp(-np.clip(distance - 1, 0, None) * 16) * np.clip(0.4 - (x + y) / radius, 0, 1)
    canvas += (rim * (1 - disc) * 0.5)[:, :, None] * ground
    canvas += disc[:, :, None] * (surface * light[:, :, None] - canvas)


def _flow(
    rng: np.random.Generator, size: tuple[int, int], colors: tuple[Color, ...]
) -> Image.Image:
    width, height = size
    across = max(2, round(2 * width / height))
    first = clouds(rng, size, (across, 2), 3)
    second = clouds(rng, size, (across, 2), 3)
    turn = rng.random() * 3.14
    x = (np.arange(width, dtype=np.float32) / height)[None, :]
    y = (np.arange(height, dtype=np.float32) / height)[:, None]
    phase = 2.2 * first + 1.4 * second + 0.8 * (x * np.cos(turn) + y * np.sin(turn))
    value = (phase * 2.6) % len(colors)
    table = np.array([*colors, colors[0]], dtype=np.float32)
    index = value.astype(np.int32)
    rest = smoothstep(0.0, 1.0, value - index)[:, :, None]
    canvas = table[index] * (1 - rest) + table[index + 1] * rest
    lines = np.abs((phase * 13) % 1 - 0.5)
    canvas *= (0.86 + 0.14 * smoothstep(0.05, 0.3, lines))[:, :, None]
    return to_image(canvas)


def _shapes(
    rng: np.random.Generator, size: tuple[int, int], colors: tuple[Color, ...]
) -> Image.Image:
    width, height = size
    ground = clouds(rng, (width // 2, height // 2), (2, 2), 2)[:, :, None]
    low, high = (
        np.array(mix(color, colors[4], 0.72), np.float32) for color in (colors[1], colors[3])
    )
    canvas = to_image(low + ground * (high - low)).resize(size, Image.Resampling.BICUBIC)
    for number in range(11):
        stencil = Stencil(canvas)
        x, y = rng.random(2) * (width, height)
        reach = height * (0.06 + 0.24 * rng.random() ** 1.5)
        match number % 4:
            case 0 | 1:
                stencil.ellipse(x, y, reach, reach)
            case 2:
                corners = rng.random((3, 2)) * 2 - 1
                stencil.polygon(
                    [(x + dx * reach * 1.4, y + dy * reach * 1.4) for dx, dy in corners]
                )
            case _:
                slope = rng.normal(0, 0.5)
                stencil.line(((0, y), (width, y + slope * width)), height * 0.012)
        stencil.lay(colors[number % 4], 0.55 + 0.4 * rng.random())
    return canvas
