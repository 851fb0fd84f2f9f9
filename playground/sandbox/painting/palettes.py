"""The colors of the hours, as floats from 0 to 1."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

Color = tuple[float, float, float]
Hour = Literal["day", "sunset", "dawn", "night", "gray"]


@dataclass(frozen=True, slots=True)
class Palette:
    """The sky from top to horizon, the sun or moon, haze, and what lies near."""

    zenith: Color
    middle: Color
    horizon: Color
    light: Color
    haze: Color
    near: Color
    leaves: Color
    water: Color


def _palette(colors: str) -> Palette:
    """Read eight hexadecimal colors in the order of the fields."""
    return Palette(*(parse_color(color) for color in colors.split()))


def parse_color(text: str) -> Color:
    """Return the color of six hexadecimal digits."""
    red, green, blue = (int(text[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return (red, green, blue)


PALETTES: Mapping[Hour, Palette] = {
    "day": _palette("2565ae 76aee0 e4eef2 fff8e0 c3d8e8 2c4a3c 4f7d3a 1d5f86"),
    "sunset": _palette("2a2a63 b5506f ffb45e fff0c0 e8906a 231a30 3a2a34 4a3358"),
    "dawn": _palette("5b82b8 e3b0bb ffe2be fff6dc e6c3c6 34474c 648a46 6d86a8"),
    "night": _palette("04081c 0d1d44 2c4c7e f4f1dc 20365e 04070f 08131a 081430"),
    "gray": _palette("5d6b79 8d9ba6 cbd2d6 eef0ee aab5bc 2b3538 435248 4b5c66"),
}


def tinted(palette: Palette, hue: float, saturation: float) -> Palette:
    """Return the palette with all hues turned by `hue` (of 1) and saturations multiplied."""
    return Palette(
        *(_turned(getattr(palette, field.name), hue, saturation) for field in fields(palette))
    )


def mix(first: Color, second: Color, share: float) -> Color:
    """Return `first` with a share of `second`."""
    red, green, blue = (a + (b - a) * share for a, b in zip(first, second, strict=True))
    return (red, green, blue)


def to_bytes(color: Color) -> tuple[int, int, int]:
    """Return the color as three bytes."""
    red, green, blue = (int(np.clip(part, 0, 1) * 255 + 0.5) for part in color)
    return (red, green, blue)


def _turned(color: Color, hue: float, saturation: float) -> Color:
    h, s, v = colorsys.rgb_to_hsv(*color)
    return colorsys.hsv_to_rgb((h + hue) % 1, min(s * saturation, 1), v)
