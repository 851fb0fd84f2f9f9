"""The local embedder: a sentence encoder in a thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from playground.sandbox.embedders.sentence_encoder import SentenceEncoder

Result = TypeVar("Result")


class LocalEmbedder:
    """Loads its model with the first text, so that the sandbox starts quickly."""

    name: Literal["local"] = "local"

    def __init__(self) -> None:
        # One thread: the work is bound to the CPU, and the model is loaded once without a lock.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="embedder")
        self._encoder: SentenceEncoder | None = None

    async def embed(self, texts: Sequence[str], dimension: int) -> list[list[float]]:
        """Return one vector per text; near in meaning is near in angle, in many languages."""
        return await self._in_thread(lambda: self._loaded().embed(texts, dimension))

    async def rate(self, query: str, documents: Sequence[str]) -> list[float]:
        """Return how near each document is to the query, from 0 to 1."""
        return await self._in_thread(lambda: self._loaded().rate(query, documents))

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _loaded(self) -> SentenceEncoder:
        if self._encoder is None:
            # Imported late: NumPy would double the time and memory that the sandbox starts with.
            from playground.sandbox.embedders.sentence_encoder import SentenceEncoder

            self._encoder = SentenceEncoder()
        return self._encoder
