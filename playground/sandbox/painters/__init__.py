"""What paints pictures: a protocol, and its choice at the start."""

from __future__ import annotations

import importlib.util
from typing import Literal, Protocol

from playground.sandbox.embedders import Embedder
from playground.sandbox.painters.local import LocalPainter
from playground.sandbox.painters.pictures import PaintedPicture, Picture
from playground.sandbox.painters.scripted import ScriptedPainter


class Painter(Protocol):
    """Two exist: a scripted one, cheap, and one that paints scenes."""

    @property
    def name(self) -> Literal["local", "scripted"]:
        """Tell who answers, for the header of the answer."""
        ...

    async def paint(self, picture: Picture) -> PaintedPicture:
        """Return the picture; an equal order gives an equal file."""
        ...


def choose_painter(wanted: str, embedder: Embedder) -> Painter:
    """Return the painter for `wanted`: auto, local or scripted."""
    if wanted == "scripted" or importlib.util.find_spec("numpy") is None:
        return ScriptedPainter()
    return LocalPainter(embedder)
