from __future__ import annotations

from contextlib import aclosing

import pytest
from django.utils import translation

from playground.lib.streaming import PIECE_BYTES, stream


async def test_the_header_goes_at_once_and_small_pieces_go_together():
    pieces = iter([b"header", *[b"x" * 1_000] * 600])

    lengths = [len(piece) async for piece in stream(pieces)]

    assert lengths[0] == 6
    assert sum(lengths) == 600_006
    assert len(lengths) == 4
    assert PIECE_BYTES <= lengths[1] < PIECE_BYTES + 1_000


async def test_whoever_leaves_ends_the_reading():
    made = []

    def pieces():
        for number in range(100):
            made.append(number)
            yield b"x" * PIECE_BYTES

    async with aclosing(stream(pieces())) as parts:
        await anext(parts)

    assert len(made) <= 2


async def test_what_breaks_is_heard_of():
    def pieces():
        yield b"header"
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        [piece async for piece in stream(pieces())]


async def test_texts_are_in_the_language_of_whoever_asks():
    def pieces():
        yield (translation.get_language() or "").encode()

    with translation.override("zh-hans"):
        parts = [piece async for piece in stream(pieces())]

    assert parts == [b"zh-hans"]


async def test_an_empty_file_is_empty():
    assert [piece async for piece in stream(iter([]))] == []
