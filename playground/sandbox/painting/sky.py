"""Sky: its gradient, sun or moon, stars and clouds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from playground.sandbox.painting.noise import Floats, clouds, shifted, smoothstep, to_image
from playground.sandbox.painting.palettes import Color, Hour, Palette, mix


@dataclass(frozen=True, slots=True)
class Sky:
    """What is to be seen; lengths are parts of the height, `cover` is the share of clouds."""

    hour: Hour
    palette: Palette
    light_x: float
    light_y: float
    horizon: float
    cover: float
    has_stars: bool = False
    has_aurora: bool = False
    is_moon: bool = False


def paint_sky(rng: np.random.Generator, size: tuple[int, int], sky: Sky) -> Image.Image:
    """Return a canvas filled with sky; made at half its size, since sky has no sharp edges."""
    width, height = size[0] // 2, size[1] // 2
    x = (np.arange(width, dtype=np.float32) / height)[None, :]
    y = (np.arange(height, dtype=np.float32) / height)[:, None]
    canvas = _gradient(sky, y[:, 0], width)
    if sky.has_stars:
        _add_stars(rng, canvas, sky)
    if sky.has_aurora:
        _add_aurora(rng, canvas, sky)
    distance = np.hypot(x - sky.light_x * width / height, y - sky.light_y)
    _add_glow(canvas, distance, sky)
    if sky.cover > 0:
        _add_clouds(rng, canvas, distance, sky)
    # A little noise hides the steps between close colors.
    canvas += rng.normal(0, 0.004, (height, width, 1)).astype(np.float32)
    return to_image(canvas).resize(size, Image.Resampling.BICUBIC)


def _gradient(sky: Sky, y: Floats, width: int) -> Floats:
    palette = sky.palette
    stops = (0.0, sky.horizon * 0.55, sky.horizon, 1.0)
    colors = np.array([palette.zenith, palette.middle, palette.horizon, palette.haze])
    column = np.stack([np.interp(y, stops, colors[:, part]) for part in range(3)], axis=1)
    return np.repeat(column[:, None, :], width, axis=1).astype(np.float32)


def _add_stars(rng: np.random.Generator, canvas: Floats, sky: Sky) -> None:
    height, width = canvas.shape[:2]
    count = width * height // 500
    ys = (rng.random(count) ** 1.3 * sky.horizon * height).astype(int)
    xs = rng.integers(0, width, count)
    strength = rng.random(count) ** 4 * 0.9 + 0.08
    tint = rng.choice(np.array([[1, 1, 1], [0.8, 0.88, 1], [1, 0.92, 0.8]]), count)
    np.add.at(canvas, (ys, xs), (strength[:, None] * tint).astype(np.float32))


def _add_aurora(rng: np.random.Generator, canvas: Floats, sky: Sky) -> None:
    height, width = canvas.shape[:2]
    y = (np.arange(height, dtype=np.float32) / height)[:, None]
    rays = 0.55 + 0.45 * clouds(rng, (width, 1), (24, 1), 3)
    for base, color in ((0.62, (0.15, 0.95, 0.55)), (0.45, (0.25, 0.75, 0.8))):
        wave = clouds(rng, (width, 1), (3, 1), 2)[0] - 0.5
        foot = sky.horizon * (base + 0.5 * wave)[None, :]
        rise = foot - y
        curtain = np.where(rise > 0, np.exp(-rise / 0.16), np.exp(rise / 0.018)) * rays
        canvas += 0.55 * curtain[:, :, None] * np.array(color, dtype=np.float32)


def _add_glow(canvas: Floats, distance: Floats, sky: Sky) -> None:
    light = np.array(sky.palette.light, dtype=np.float32)
    is_low = sky.hour in ("sunset", "dawn")
    radius = 0.042 if sky.is_moon else 0.05 if is_low else 0.035
    wide = {"sunset": 0.55, "dawn": 0.45, "day": 0.3, "night": 0.28, "gray": 0.12}[sky.hour]
    warm = np.array(mix(sky.palette.light, sky.palette.horizon, 0.45), dtype=np.float32)
    halo = np.exp(-distance / 0.22) * wide
    near = np.exp(-((distance / (radius * 2.2)) ** 2)) * wide
    canvas += halo[:, :, None] * (warm - canvas * 0.6)
    canvas += near[:, :, None] * (light - canvas)
    if sky.hour != "gray":
        disc = 1 - smoothstep(radius * 0.94, radius * 1.04, distance)
        canvas += disc[:, :, None] * (light - canvas)


def _add_clouds(rng: np.random.Generator, canvas: Floats, distance: Floats, sky: Sky) -> None:
    height, width = canvas.shape[:2]
    rows = max(int(height * min(sky.horizon + 0.06, 1.0)), 2)
    across = max(2, round(3 * width / height))
    field = clouds(rng, (width, rows), (across, 5), 6)
    # Far clouds, near the horizon, are flatter and more.
    y = (np.arange(rows, dtype=np.float32) / rows)[:, None]
    density = smoothstep(0.62 - 0.42 * sky.cover, 0.95 - 0.3 * sky.cover, field + 0.1 * y)
    shift = max(2, height // 90)
    toward = shifted(field, 0, shift if sky.light_y < 0.3 else -shift)
    lit = np.clip(0.62 + (field - toward) * 4.5, 0, 1) * (0.55 + 0.45 * np.exp(-distance[:rows]))
    bright, shade = _cloud_colors(sky)
    lit += 0.8 * np.exp(-((distance[:rows] / 0.13) ** 2))
    color = np.array(shade, dtype=np.float32) + lit[:, :, None] * np.array(
        np.subtract(bright, shade), dtype=np.float32
    )
    fade = density * (1 - smoothstep(0.86, 1.0, y)) * 0.92
    canvas[:rows] += fade[:, :, None] * (color - canvas[:rows])


def _cloud_colors(sky: Sky) -> tuple[Color, Color]:
    palette = sky.palette
    if sky.hour == "night":
        return mix(palette.horizon, palette.light, 0.25), mix(palette.zenith, palette.middle, 0.7)
    if sky.hour == "sunset":
        return mix(palette.horizon, palette.light, 0.3), mix(palette.zenith, palette.middle, 0.55)
    if sky.hour == "gray":
        return mix(palette.horizon, palette.light, 0.4), mix(palette.zenith, palette.middle, 0.4)
    return (1.0, 1.0, 1.0), mix(palette.middle, palette.haze, 0.6)
