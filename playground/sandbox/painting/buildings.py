"""Skylines with lit windows, and small houses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from playground.sandbox.painting.palettes import Color, Hour, Palette, mix, parse_color
from playground.sandbox.painting.stencils import Stencil

_LAMPLIGHT = tuple(parse_color(color) for color in ["ffd98a", "ffe9b8", "ffc168", "d8ecff"])


@dataclass(frozen=True, slots=True)
class _Row:
    """Towers side by side; `tallest` is a part of the height, `pane` in pixels."""

    tallest: float
    wall: Color
    edge: Color
    share_lit: float
    pane: float


@dataclass(frozen=True, slots=True)
class _Block:
    """One tower in pixels."""

    left: float
    top: float
    wide: float
    base: float

    @property
    def tall(self) -> float:
        """Return the height."""
        return self.base - self.top


def build_skyline(
    rng: np.random.Generator, canvas: Image.Image, palette: Palette, hour: Hour, foot: float
) -> None:
    """Build three rows of towers that stand on `foot`, a part of the height."""
    lit = {"night": 0.62, "sunset": 0.3, "dawn": 0.22, "gray": 0.2, "day": 0.0}[hour]
    for number, (tallest, share) in enumerate(((0.3, 0.3), (0.36, 0.6), (0.27, 0.92))):
        wall = mix(palette.haze, palette.near, share)
        row = _Row(
            tallest=tallest,
            wall=wall,
            edge=mix(wall, palette.horizon, 0.35),
            share_lit=lit * (0.35 + 0.65 * share),
            pane=max(canvas.height * (0.0032 + 0.0012 * number), 1.2),
        )
        _build_row(rng, canvas, row, foot * canvas.height)


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


def _build_row(rng: np.random.Generator, canvas: Image.Image, row: _Row, base: float) -> None:
    walls, edges = Stencil(canvas), Stencil(canvas)
    windows = [Stencil(canvas) for _ in _LAMPLIGHT]
    for block in _blocks(rng, canvas.size, row, base):
        walls.rectangle(block.left, block.top, block.left + block.wide, base + 2)
        _add_crown(rng, walls, block)
        edges.rectangle(block.left, block.top, block.left + max(block.wide * 0.06, 1), base)
        _light_windows(rng, windows, block, row)
    walls.lay(row.wall)
    edges.lay(row.edge)
    for color, stencil in zip(_LAMPLIGHT, windows, strict=True):
        stencil.lay(mix(row.wall, color, 0.92))


def _blocks(
    rng: np.random.Generator, size: tuple[int, int], row: _Row, base: float
) -> Iterator[_Block]:
    width, height = size
    x = -width * 0.02
    while x < width:
        wide = height * (0.03 + 0.055 * rng.random())
        # Towers grow towards the middle of the city.
        middle = 1 - abs((x + wide / 2) / width - 0.5) * 0.9
        tall = height * row.tallest * (0.25 + 0.75 * rng.random() ** 1.6) * middle
        yield _Block(x, base - tall, wide, base)
        x += wide * (0.82 + 0.5 * rng.random())


def _add_crown(rng: np.random.Generator, walls: Stencil, block: _Block) -> None:
    x, top, wide, tall = block.left, block.top, block.wide, block.tall
    match rng.integers(5):
        case 0:
            walls.rectangle(x + wide * 0.2, top - tall * 0.06, x + wide * 0.8, top + 1)
        case 1:
            walls.polygon(((x, top + 1), (x + wide / 2, top - wide * 0.55), (x + wide, top + 1)))
        case 2:
            middle = x + wide / 2
            walls.rectangle(x + wide * 0.25, top - tall * 0.05, x + wide * 0.75, top + 1)
            walls.line(((middle, top), (middle, top - tall * 0.22)), max(wide * 0.04, 1))


def _light_windows(
    rng: np.random.Generator, stencils: list[Stencil], block: _Block, row: _Row
) -> None:
    pane = row.pane
    columns = int(block.wide * 0.84 // (pane * 2.1))
    rows = int(block.tall * 0.97 // (pane * 2.6))
    if row.share_lit == 0 or columns < 1 or rows < 1:
        return
    glow = rng.random((rows, columns)) < row.share_lit * (0.55 + 0.45 * rng.random((rows, 1)))
    hues = rng.integers(0, len(stencils), (rows, columns))
    left = block.left + (block.wide - columns * pane * 2.1) / 2 + pane * 0.5
    for level, column in zip(*np.nonzero(glow), strict=True):
        x, y = left + column * pane * 2.1, block.top + pane * 1.6 + level * pane * 2.6
        stencils[hues[level, column]].rectangle(x, y, x + pane, y + pane * 1.2)
