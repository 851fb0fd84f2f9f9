"""Flat shapes with smooth edges: they are drawn as a mask of twice the size, then reduced."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw

from playground.sandbox.painting.palettes import Color, to_bytes

_FINENESS = 2

Point = tuple[float, float]


class Stencil:
    """Collects shapes, given in pixels of the canvas, and lays color through them."""

    def __init__(self, canvas: Image.Image) -> None:
        self._canvas = canvas
        self._mask = Image.new("L", (canvas.width * _FINENESS, canvas.height * _FINENESS))
        self._draw = ImageDraw.Draw(self._mask)

    def polygon(self, points: Sequence[Point]) -> None:
        """Add a filled polygon."""
        self._draw.polygon(_fine(points), fill=255)

    def ellipse(self, x: float, y: float, radius_x: float, radius_y: float) -> None:
        """Add a filled ellipse around (x, y)."""
        corners = ((x - radius_x, y - radius_y), (x + radius_x, y + radius_y))
        self._draw.ellipse(_fine(corners), fill=255)

    def line(self, points: Sequence[Point], width: float) -> None:
        """Add a line with rounded joints."""
        thickness = max(1, round(width * _FINENESS))
        self._draw.line(_fine(points), fill=255, width=thickness, joint="curve")

    def rectangle(self, left: float, top: float, right: float, bottom: float) -> None:
        """Add a filled rectangle."""
        self._draw.rectangle(_fine(((left, top), (right, bottom))), fill=255)

    def lay(self, color: Color, strength: float = 1.0, fade: Image.Image | None = None) -> None:
        """Lay color through all shapes; `fade` is a mask that weakens it."""
        box = self._mask.getbbox()
        if box is None:
            return
        left, top = box[0] // _FINENESS, box[1] // _FINENESS
        right, bottom = -(-box[2] // _FINENESS), -(-box[3] // _FINENESS)
        fine = self._mask.crop(
            (left * _FINENESS, top * _FINENESS, right * _FINENESS, bottom * _FINENESS)
        )
        mask = fine.reduce(_FINENESS)
        if fade is not None:
            mask = ImageChops.multiply(mask, fade.crop((left, top, right, bottom)))
        if strength < 1:
            mask = mask.point(_weaker(strength))
        self._canvas.paste(to_bytes(color), (left, top, right, bottom), mask)


def _weaker(strength: float) -> Callable[[int], float]:
    return lambda value: value * strength


def _fine(points: Sequence[Point]) -> list[Point]:
    return [(x * _FINENESS, y * _FINENESS) for x, y in points]
