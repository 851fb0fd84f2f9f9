"""Trees, grass and flowers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from playground.sandbox.painting.noise import Floats
from playground.sandbox.painting.palettes import Color, Palette, mix, parse_color
from playground.sandbox.painting.stencils import Point, Stencil

_PETALS = tuple(
    parse_color(color)
    for color in ("e8475f", "f2a03d", "f7d84b", "f4f1ea", "c86bd0", "7f7ff0", "f58fb0")
)


@dataclass(frozen=True, slots=True)
class Stand:
    """A row of conifers; `height` is that of a tall one in pixels."""

    height: float
    color: Color
    density: float = 1.0


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree with a crown; its foot and height are in pixels, `light` is of the lit leaves."""

    foot: Point
    height: float
    bark: Color
    leaves: Color
    light: Color


def plant_conifers(
    rng: np.random.Generator, canvas: Image.Image, line: Floats, stand: Stand
) -> None:
    """Plant a row of conifers along `line`, which is in pixels from the top."""
    stencil = Stencil(canvas)
    x = -stand.height * 0.3
    while x < canvas.width + stand.height * 0.3:
        tall = stand.height * (0.45 + 0.55 * rng.random() ** 1.5)
        foot = float(line[int(np.clip(x, 0, canvas.width - 1))]) + stand.height * 0.1
        _fir(rng, stencil, (x, foot), tall)
        x += tall * (0.1 + 0.34 * rng.random()) / stand.density
    stencil.lay(stand.color)


def plant_tree(rng: np.random.Generator, canvas: Image.Image, tree: Tree) -> None:
    """Plant one tree with a crown of leaves, lit from above."""
    branches = _Branches(rng, Stencil(canvas))
    branches.grow(tree.foot, -math.pi / 2, tree.height * 0.32, tree.height * 0.05)
    branches.stencil.lay(tree.bark)
    for shade, size, lift in ((0.0, 0.09, 0.0), (0.45, 0.065, 0.02), (0.9, 0.035, 0.04)):
        crown = Stencil(canvas)
        for x, y in branches.tips:
            for _ in range(3):
                dx, dy = rng.normal(0, tree.height * 0.045, 2)
                radius = tree.height * size * (0.45 + 0.55 * rng.random())
                crown.ellipse(x + dx, y + dy - tree.height * lift, radius, radius * 0.85)
        crown.lay(mix(tree.leaves, tree.light, shade), 0.85)


def sow_meadow(
    rng: np.random.Generator, canvas: Image.Image, palette: Palette, top: float, *, flowers: bool
) -> None:
    """Cover all below `top` with grass in rows that come nearer, with flowers in it or not."""
    height = canvas.height
    colors = [_PETALS[index] for index in rng.choice(len(_PETALS), 3, replace=False)]
    rows = 9
    for row in range(rows):
        near = (row + 1) / rows
        base = height * (top + (1.03 - top) * near**1.5)
        blade = height * (0.012 + 0.075 * near**1.6)
        dark = mix(palette.leaves, palette.near, 0.15 + 0.4 * near)
        _grass(rng, canvas, base, blade, mix(palette.haze, dark, 0.45 + 0.55 * near))
        if flowers:
            for color in colors:
                bright = mix(mix(palette.haze, color, 0.5 + 0.5 * near), palette.near, 0.12)
                _flowers(rng, canvas, base - blade * 0.8, blade, bright)


def _fir(rng: np.random.Generator, stencil: Stencil, place: Point, tall: float) -> None:
    x, foot = place
    tiers = 6 if tall > 40 else 4
    half = tall * (0.15 + 0.05 * rng.random())
    points = [(x, foot - tall)]
    for side in (1, -1):
        edge = []
        for tier in range(1, tiers + 1):
            reach = half * (tier / tiers) ** 0.85 * (0.85 + 0.3 * rng.random())
            y = foot - tall * (1 - tier / tiers * 0.94)
            edge += [(x + side * reach, y), (x + side * reach * 0.5, y - tall * 0.012)]
        points += edge if side == 1 else edge[::-1]
    stencil.polygon(points)
    stencil.rectangle(x - tall * 0.015, foot - tall * 0.08, x + tall * 0.015, foot)


@dataclass(slots=True)
class _Branches:
    """Branches that fork until they are thin; leaves grow at the tips."""

    rng: np.random.Generator
    stencil: Stencil
    tips: list[Point] = field(default_factory=list)

    def grow(self, start: Point, angle: float, length: float, width: float) -> None:
        """Grow one branch and all that fork from it."""
        end = (start[0] + math.cos(angle) * length, start[1] + math.sin(angle) * length)
        self.stencil.line((start, end), width)
        if width < 2 or length < 5:
            self.tips.append(end)
            return
        if length < start[1] * 0.1:
            self.tips.append(end)
        for turn in (-0.45, 0.4) if self.rng.random() < 0.7 else (-0.6, 0.02, 0.5):
            bend = angle + turn + self.rng.normal(0, 0.12)
            self.grow(end, bend, length * (0.68 + 0.14 * self.rng.random()), width * 0.66)


def _grass(
    rng: np.random.Generator, canvas: Image.Image, base: float, blade: float, color: Color
) -> None:
    stencil = Stencil(canvas)
    stencil.rectangle(0, base - blade * 0.12, canvas.width, canvas.height + blade)
    count = int(canvas.width / max(blade * 0.085, 1.3))
    for x, tall, lean in zip(
        rng.random(count) * canvas.width, rng.random(count), rng.normal(0, 0.22, count), strict=True
    ):
        tip = (x + lean * blade, base - blade * (0.35 + 0.65 * tall))
        half = max(blade * 0.035, 0.6)
        stencil.polygon(((x - half, base), tip, (x + half, base)))
    stencil.lay(color)


def _flowers(
    rng: np.random.Generator, canvas: Image.Image, y: float, blade: float, color: Color
) -> None:
    petals, hearts = Stencil(canvas), Stencil(canvas)
    count = int(canvas.width / max(blade * 1.5, 7))
    for _ in range(count):
        x = rng.random() * canvas.width
        top = y + rng.normal(0, blade * 0.35)
        size = blade * (0.13 + 0.09 * rng.random())
        turn = rng.random() * math.tau
        for petal in range(5):
            angle = turn + petal * math.tau / 5
            dx, dy = math.cos(angle) * size * 0.62, math.sin(angle) * size * 0.5
            petals.ellipse(x + dx, top + dy, size * 0.5, size * 0.42)
        hearts.ellipse(x, top, size * 0.3, size * 0.24)
    petals.lay(color)
    hearts.lay(mix((0.98, 0.82, 0.3), color, 0.15))
