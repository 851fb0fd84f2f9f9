"""The local painter: procedural scenes. No model, but the prompt's embedding has a say."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from playground.sandbox.embedders import Embedder
from playground.sandbox.painters.pictures import Mood, PaintedPicture, Picture
from playground.sandbox.painting.motifs import SETTINGS, describe

_PARALLEL = 2
_DIMENSION = 384
_LARGEST_TURN = 0.035


class LocalPainter:
    """Paints in threads; what it paints with is loaded for the first picture."""

    name: Literal["local"] = "local"

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._threads = ThreadPoolExecutor(_PARALLEL, thread_name_prefix="painter")

    async def paint(self, picture: Picture) -> PaintedPicture:
        """Return a scene that follows the words of the prompt."""
        vector, scores = await asyncio.gather(
            self._embedder.embed([picture.prompt], _DIMENSION),
            self._embedder.rate(picture.prompt, [describe(setting) for setting in SETTINGS]),
        )
        mood = Mood(
            setting=SETTINGS[scores.index(max(scores))],
            hue=_fraction(vector[0][::2]) * _LARGEST_TURN,
            saturation=1 + 0.2 * _fraction(vector[0][1::2]),
        )
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _paint, picture, mood)


def _paint(picture: Picture, mood: Mood) -> PaintedPicture:
    # Imported late: NumPy would double the time and memory that the sandbox starts with.
    from playground.sandbox.painting.studio import paint

    return PaintedPicture(paint(picture, mood), "image/jpeg")


def _fraction(numbers: list[float]) -> float:
    """Return a number from -1 to 1 that changes little with the vector."""
    return max(-1.0, min(1.0, sum(numbers)))
