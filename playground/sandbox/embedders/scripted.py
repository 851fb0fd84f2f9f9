"""The scripted embedder: it hashes words and parts of words, and knows nothing of meaning.

Deterministic, instant, and enough for texts that share words to lie closer than others.
"""

from __future__ import annotations

import asyncio
import math
import re
import zlib
from collections.abc import Iterator, Sequence
from typing import Literal

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_RUN = re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+")
_IS_CJK = re.compile(f"[{_CJK}]")
# Short words are mostly grammar.
_SHORT_WORD = 3
_SIGN_BIT = 1 << 31


class ScriptedEmbedder:
    """Gives every feature of a text its place in the vector by a hash."""

    name: Literal["scripted"] = "scripted"

    async def embed(self, texts: Sequence[str], dimension: int) -> list[list[float]]:
        """Return one vector per text; in a thread, since texts may be long."""
        return await asyncio.to_thread(lambda: [hash_text(text, dimension) for text in texts])

    async def rate(self, query: str, documents: Sequence[str]) -> list[float]:
        """Return the share of the query that each document repeats."""
        return await asyncio.to_thread(lambda: [overlap(query, text) for text in documents])


def hash_text(text: str, dimension: int) -> list[float]:
    """Return the text's vector of length 1."""
    vector = [0.0] * dimension
    for feature, weight in _weigh(text).items():
        number = zlib.crc32(feature.encode())
        vector[number % dimension] += weight if number & _SIGN_BIT else -weight
    length = math.sqrt(sum(value * value for value in vector))
    if length == 0:
        # All features met their opposites, or there are none.
        return [1.0, *vector[1:]]
    return [round(value / length, 7) for value in vector]


def overlap(query: str, document: str) -> float:
    """Return the share of the query's features, by weight, that the document has too."""
    wanted = _weigh(query)
    found = _weigh(document).keys()
    total = sum(wanted.values())
    return sum(w for feature, w in wanted.items() if feature in found) / total if total else 0.0


def _weigh(text: str) -> dict[str, float]:
    """Return the features with their weights; a second occurrence counts less than the first."""
    weights: dict[str, float] = {}
    for feature, weight in _features(text):
        weights[feature] = math.hypot(weights.get(feature, 0.0), weight)
    return weights


def _features(text: str) -> Iterator[tuple[str, float]]:
    runs = _RUN.findall(text.lower())
    # A text of punctuation only is made of its characters.
    for run in runs or [text]:
        if not runs or _IS_CJK.match(run):
            yield from ((character, 0.5) for character in run)
            yield from ((run[i : i + 2], 1.0) for i in range(len(run) - 1))
        else:
            yield run, 1.0 if len(run) > _SHORT_WORD else 0.3
            padded = f"<{run}>"
            yield from ((padded[i : i + 3], 0.3) for i in range(len(padded) - 2))
