"""Skylines with lit windows, and small houses."""

from __future__ import annotations

import numpy as np
from PIL import Image

from playground.sandbox.painting.palettes import Color, Hour, Palette, mix, parse_color
from playground.sandbox.painting.stencils import Stencil

_LAMPLIGHT = tuple(parse_color(color) for color in ["ffd98a", "ffe9b8", "ffc168", "d8ecff"])


def build_skyline(
    rng: np.random.Generator, canvas: Image.Image, palette: Palette, hour: Hour, foot: float
) -> None:
    """Build three rows of towers that stand on `foot`, a part of the height."""
    lit = {"night": 0.62, "sunset": 0.3, "dawn": 0.22, "gray": 0.2, "day": 0.0}[hour]
    for row, (tallest, share) in enumerate(((0.3, 0.3), (0.36, 0.6), (0.27, 0.92))):
        wall = mix(palette.haze, palette.near, share)
        _towers(rng, canvas, foot, tallest, wall, lit * (0.35 + 0.65 * share), row, palette)


def build_house(
    canvas: Image.Image, palette: Palette, hour: Hour, foot: tuple[float, float], size: float
) -> None:
    """Build a small house with a chimney; its windows are lit except by day."""
    x, y = foot
    wall, roof = Stencil(canvas), Stencil(canvas)
    wall.rectangle(x - size * 0.5, y - size * 0.5, x + size * 0.5, y)
    roof.polygon(
        ((x - size * 0.62, y - size * 0.48), (x, y - size), (x + size * 0.62, y - size * 0.48))
    )
    roof.rectangle(x + size * 0.2, y - size * 1.02, x + size * 0.33, y - size * 0.7)
    plaster = mix(palette.horizon, palette.near, 0.45 if hour in ("day", "gray") else 0.72)
    wall.lay(plaster)
    roof.lay(mix((0.45, 0.2, 0.15), palette.near, 0.35))
    windows = Stencil(canvas)
    for left in (-0.34, 0.12):
        windows.rectangle(
            x + left * size, y - size * 0.36, x + (left + 0.2) * size, y - size * 0.14
        )
    windows.lay(mix(palette.near, palette.zenith, 0.4) if hour == "day" else _LAMPLIGHT[0])


def _towers(
    rng: np.random.Generator,
    canvas: Image.Image,
    foot: float,
    tallest: float,
    wall: Color,
    lit: float,
    row: int,
    palette: Palette,
) -> None:
    width, height = canvas.size
    walls = Stencil(canvas)
    edges = Stencil(canvas)
    windows = [Stencil(canvas) for _ in _LAMPLIGHT]
    base = foot * height
    pane = max(height * (0.0032 + 0.0012 * row), 1.2)
    x = -width * 0.02
    while x < width:
        wide = height * (0.03 + 0.055 * rng.random())
        middle = 1 - abs((x + wide / 2) / width - 0.5) * 0.9
        tall = height * tallest * (0.25 + 0.75 * rng.random() ** 1.6) * middle
        top = base - tall
        walls.rectangle(x, top, x + wide, base + 2)
        _crown(rng, walls, x, top, wide, tall)
        edges.rectangle(x, top, x + max(wide * 0.06, 1), base)
        _light_windows(rng, windows, (x, top, wide, base), pane, lit)
        x += wide * (0.82 + 0.5 * rng.random())
    walls.lay(wall)
    edges.lay(mix(wall, palette.horizon, 0.35))
    for color, stencil in zip(_LAMPLIGHT, windows, strict=True):
        stencil.lay(mix(wall, color, 0.92))


def _crown(
    rng: np.random.Generator, walls: Stencil, x: float, top: float, wide: float, tall: float
) -> None:
    kind = rng.integers(5)
    if kind == 0:
        walls.rectangle(x + wide * 0.2, top - tall * 0.06, x + wide * 0.8, top + 1)
    elif kind == 1:
        walls.polygon(((x, top + 1), (x + wide / 2, top - wide * 0.55), (x + wide, top + 1)))
    elif kind == 2:
        walls.rectangle(x + wide * 0.25, top - tall * 0.05, x + wide * 0.75, top + 1)
        walls.line(((x + wide / 2, top), (x + wide / 2, top - tall * 0.22)), max(wide * 0.04, 1))


def _light_windows(
    rng: np.random.Generator,
    stencils: list[Stencil],
    block: tuple[float, float, float, float],
    pane: float,
    lit: float,
) -> None:
    x, top, wide, base = block
    columns = int(wide * 0.84 // (pane * 2.1))
    rows = int((base - top) * 0.97 // (pane * 2.6))
    if lit == 0 or columns < 1 or rows < 1:
        return
    glow = rng.random((rows, columns)) < lit * (0.55 + 0.45 * rng.random((rows, 1)))
    hues = rng.integers(0, len(stencils), (rows, columns))
    left = x + (wide - columns * pane * 2.1) / 2 + pane * 0.5
    for row, column in zip(*np.nonzero(glow), strict=True):
        at_x, at_y = left + column * pane * 2.1, top + pane * 1.6 + row * pane * 2.6
        stencils[hues[row, column]].rectangle(at_x, at_y, at_x + pane, at_y + pane * 1.2)
