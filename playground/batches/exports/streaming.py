"""Carries a file that is made in a thread to a response that is sent from the event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Final

from asgiref.sync import sync_to_async
from django.utils import translation

PIECE_BYTES: Final = 256 << 10


async def stream(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the bytes of `pieces`, which is asked in the request's own thread.

    Small pieces are put together: each trip to the thread costs more than they do. Nothing is asked
    ahead, so a slow reader holds one piece in memory, and one who leaves ends the reading.
    """
    # The first piece, a header mostly, goes at once: the browser begins to save.
    language = translation.get_language()
    piece = await sync_to_async(_next)(pieces, 1, language)
    while piece:
        yield piece
        piece = await sync_to_async(_next)(pieces, PIECE_BYTES, language)


def _next(pieces: Iterator[bytes], size: int, language: str | None) -> bytes:
    taken: list[bytes] = []
    length = 0
    with translation.override(language):
        while length < size and (piece := next(pieces, None)) is not None:
            taken.append(piece)
            length += len(piece)
    return b"".join(taken)
