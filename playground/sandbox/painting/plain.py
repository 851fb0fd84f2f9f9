"""A plain sky over hills, painted at once. It needs no NumPy."""

from __future__ import annotations

import colorsys
import math
import random

from PIL import Image, ImageDraw, ImageOps

from playground.sandbox.painters.pictures import Picture
from playground.sandbox.painting.prints import print_png

_Color = tuple[int, int, int]


def paint_plainly(picture: Picture) -> bytes:
    """Return a PNG file; colors and shapes come from the prompt's characters and the seed."""
    chance = random.Random(f"{picture.seed} {picture.style} {picture.prompt}")
    hue = chance.random()
    size = (picture.width, picture.height)
    gradient = Image.linear_gradient("L").resize(size)
    image = ImageOps.colorize(gradient, _color(hue, 0.7, 0.45), _color(hue + 0.1, 0.25, 0.97))
    draw = ImageDraw.Draw(image)
    x, y, radius = size[0] * chance.uniform(0.2, 0.8), size[1] * 0.3, min(size) * 0.07
    sun = _color(hue + 0.15, 0.2, 1)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=sun)
    for layer in range(3):
        shade = _color(hue + 0.05, 0.35 + 0.15 * layer, 0.75 - 0.2 * layer)
        draw.polygon(_hill(chance, size, 0.6 + 0.12 * layer), fill=shade)
    return print_png(image)


def _hill(chance: random.Random, size: tuple[int, int], top: float) -> list[tuple[float, float]]:
    width, height = size
    turn, waves = chance.uniform(0, math.tau), chance.uniform(3, 7)
    line = [
        (width * i / 64, height * (top + 0.05 * math.sin(turn + waves * i / 64))) for i in range(65)
    ]
    return [(0, height), *line, (width, height)]


def _color(hue: float, saturation: float, value: float) -> _Color:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return (round(red * 255), round(green * 255), round(blue * 255))
