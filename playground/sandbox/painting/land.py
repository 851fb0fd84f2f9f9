"""What a landscape rests on: ridges in the haze, snowy peaks, dunes, and water that mirrors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from playground.sandbox.painting.noise import Floats, clouds, ridge, smoothstep, to_image
from playground.sandbox.painting.palettes import Color, Palette, mix


@dataclass(frozen=True, slots=True)
class Layer:
    """One ridge: its foot and its height as parts of the picture's height, and its colors."""

    foot: float
    rise: float
    top: Color
    bottom: Color
    cells: float = 3.0
    sharpness: float = 0.0


def paint_layer(rng: np.random.Generator, canvas: Image.Image, layer: Layer) -> Floats:
    """Paint a ridge that fades into haze downwards; return its line in pixels from the top."""
    width, height = canvas.size
    line = layer.foot * height - layer.rise * height * ridge(
        rng, width, layer.cells * width / height, sharpness=layer.sharpness
    )
    depth = _depth_below(line, canvas.size) / max(layer.rise * 1.15, 0.05)
    texture = to_image(_ramp(layer.top, layer.bottom, smoothstep(0, 1, depth)))
    texture = texture.resize(canvas.size, Image.Resampling.BICUBIC)
    canvas.paste(texture, mask=below(line, canvas.size))
    return line


def paint_peaks(
    rng: np.random.Generator, canvas: Image.Image, layer: Layer, snow: Color, light_x: float
) -> None:
    """Paint a range with lit and shaded faces, and snow down to where `rise` is half."""
    width, height = canvas.size
    line = layer.foot * height - layer.rise * height * ridge(
        rng, width, layer.cells * width / height, sharpness=layer.sharpness
    )
    half = (width // 2, height // 2)
    depth = _depth_below(line, canvas.size)
    # Faces hang from the ridge: the noise is sheared along with it.
    field = clouds(rng, half, (max(4, round(7 * width / height)), 5), 6)
    rows = np.arange(half[1])[:, None]
    shifted = (rows - (line[::2][: half[0]] * 0.5)[None, :] * 0.8).astype(int) % half[1]
    face = field[shifted, np.arange(half[0])[None, :]]
    slope = np.gradient(face, axis=1) * half[0] * (1 if light_x < 0.5 else -1)
    lit = np.clip(0.5 + slope * 0.09, 0, 1)
    cover = 1 - smoothstep(0.32, 0.62, depth / layer.rise + (face - 0.5) * 0.7)
    rock = _ramp(mix(layer.top, (0, 0, 0), 0.35), mix(layer.top, snow, 0.35), lit)
    white = _ramp(mix(snow, layer.top, 0.5), snow, smoothstep(0.25, 0.6, lit))
    color = rock + cover[:, :, None] * (white - rock)
    haze = smoothstep(0.25, 1.05, depth / layer.rise)[:, :, None]
    color += haze * (np.array(layer.bottom, dtype=np.float32) - color)
    texture = to_image(color).resize(canvas.size, Image.Resampling.BICUBIC)
    canvas.paste(texture, mask=below(line, canvas.size))


def paint_dunes(
    rng: np.random.Generator, canvas: Image.Image, palette: Palette, top: float
) -> None:
    """Paint waves of sand, each with a lit and a shaded side, from `top` down."""
    sand = mix(palette.horizon, (0.85, 0.5, 0.24), 0.68)
    shade = mix(sand, mix(palette.zenith, (0.3, 0.1, 0.08), 0.6), 0.62)
    for number in range(4):
        share = number / 3
        lit = mix(palette.haze, mix(sand, palette.light, 0.3), 0.45 + 0.55 * share)
        dark = mix(palette.haze, shade, 0.35 + 0.65 * share)
        layer = Layer(
            *(top + 0.05 + 0.15 * number, 0.09 + 0.11 * share, lit, dark),
            *(2.0 - 0.35 * number, 0.25),
        )
        paint_layer(rng, canvas, layer)


def paint_water(
    rng: np.random.Generator, canvas: Image.Image, palette: Palette, top: float, light_x: float
) -> None:
    """Mirror what stands above `top` (a part of the height), in ripples that grow nearer."""
    width, height = canvas.size
    shore = int(top * height)
    rows = height - shore
    if rows < 2:
        return
    near = (np.arange(rows, dtype=np.float32) / rows)[:, None]
    # Ripples are small at the far shore and broad at the near one.
    across, nearer = max(3, width * 7 // height), (near[:, 0] ** 0.45 * (rows - 1)).astype(int)
    waves = clouds(rng, (width, rows), (across, 34), 4)[nearer] - 0.5
    glints = clouds(rng, (width, rows), (across * 3, 110), 2)[nearer]
    up = shore - 1 - np.arange(rows)[:, None] * 0.85 * shore / max(rows, shore)
    source_y = np.clip(up + waves * height * (0.02 + 0.16 * near), 0, shore - 1).astype(np.int32)
    shift = (waves * width * 0.02 * (0.3 + near)).astype(np.int32)
    source_x = np.clip(np.arange(width)[None, :] + shift, 0, width - 1)
    mirror = np.asarray(canvas)[source_y, source_x]
    tone = 0.22 + 0.5 * near + 0.3 * waves
    deep = np.array(palette.water, dtype=np.float32) * 255
    water = mirror + tone[:, :, None] * (deep - mirror)
    x = np.arange(width, dtype=np.float32)[None, :] / width - light_x
    path = np.exp(-((x / (0.03 + 0.1 * near)) ** 2)) * smoothstep(0.5, 0.72, glints - 0.1 * near)
    water += path[:, :, None] * 0.8 * (np.array(palette.light, dtype=np.float32) * 255 - water)
    canvas.paste(Image.fromarray(np.clip(water, 0, 255).astype(np.uint8)), (0, shore))


def below(line: Floats, size: tuple[int, int]) -> Image.Image:
    """Return a mask of all that lies under `line`, with a soft edge of one pixel."""
    rows = np.arange(size[1], dtype=np.float32)[:, None]
    mask = np.clip((rows - line[None, :] + 0.5) * 255, 0, 255).astype(np.uint8)
    return Image.fromarray(mask)


def _depth_below(line: Floats, size: tuple[int, int]) -> Floats:
    """Return how far each point of a canvas of half the size lies under `line`, in heights."""
    width, height = size[0] // 2, size[1] // 2
    rows = np.arange(height, dtype=np.float32)[:, None] / height
    return rows - line[::2][None, :width] / size[1]


def _ramp(low: Color, high: Color, share: Floats) -> Floats:
    first = np.array(low, dtype=np.float32)
    return first + share[:, :, None] * (np.array(high, dtype=np.float32) - first)
