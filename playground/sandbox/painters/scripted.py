"""The scripted painter: a plain picture, at once."""

from __future__ import annotations

import asyncio
from typing import Literal

from playground.sandbox.painters.pictures import PaintedPicture, Picture


class ScriptedPainter:
    """Takes colors and shapes from the prompt's characters and the seed."""

    name: Literal["scripted"] = "scripted"

    async def paint(self, picture: Picture) -> PaintedPicture:
        """Return a simple picture of the size that was asked for."""
        return await asyncio.to_thread(_paint, picture)


def _paint(picture: Picture) -> PaintedPicture:
    # Imported late: Pillow's drawing would take a fifth of the time that the start takes.
    from playground.sandbox.painting.plain import paint_plainly

    return PaintedPicture(paint_plainly(picture), "image/png")
