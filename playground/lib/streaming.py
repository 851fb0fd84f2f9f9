"""Carries a file that is made in a thread to a response that is sent from the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Final

from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import translation

PIECE_BYTES: Final = 256 << 10


async def stream(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the bytes of `pieces`, which is asked in the request's own thread.

    Small pieces are put together: each trip to the thread costs more than they do. While one is
    sent the next is made, and no more: a slow reader holds two of them in memory, and one who
    leaves ends the reading.
    """
    make = partial(sync_to_async(_next), pieces, language=translation.get_language())
    # The first piece, a header mostly, goes at once: the browser begins to save.
    upcoming = asyncio.ensure_future(make(size=1))
    try:
        while piece := await upcoming:
            upcoming = asyncio.ensure_future(make(size=PIECE_BYTES))
            yield piece
    finally:
        # What was made for a reader who is gone is of no interest, nor why it was not.
        upcoming.cancel()
        await asyncio.gather(upcoming, return_exceptions=True)


def _next(pieces: Iterator[bytes], *, size: int, language: str | None) -> bytes:
    taken: list[bytes] = []
    length = 0
    with translation.override(language):
        while length < size:
            if (piece := next(pieces, None)) is None:
                # It was of this request alone, and has mapped a good part of the database.
                connection.close()
                break
            taken.append(piece)
            length += len(piece)
    return b"".join(taken)
