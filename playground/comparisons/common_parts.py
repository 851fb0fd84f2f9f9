"""What two lists of words have in common, in order, found in bounded time.

The longest common parts are exact but take the square of the length, and more for texts that go
round in circles. So long lists are first tied together where a few words in a row are unique in
both; what lies between two knots is short.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

# Up to here lists are compared exactly.
_MAX_EXACT: Final = 1_000
# What all parts between knots may cost together, each the square of its length.
_MAX_COST: Final = 4 * _MAX_EXACT**2
_KNOT: Final = 3


@dataclass(frozen=True, slots=True)
class Part:
    """So many words are the same from here in the one list, and from there in the other."""

    start: int
    other_start: int
    length: int


def common_parts(first: Sequence[str], second: Sequence[str]) -> Iterator[Part]:
    """Yield what both have, from the beginning on."""
    if max(len(first), len(second)) <= _MAX_EXACT:
        yield from _between(first, second, Part(0, 0, 0), Part(len(first), len(second), 0))
        return
    budget = _MAX_COST
    last = Part(0, 0, 0)
    for knot in (*_knots(first, second), Part(len(first), len(second), 0)):
        size = max(knot.start - _end(last), knot.other_start - _other_end(last))
        if size <= _MAX_EXACT and size * size <= budget:
            budget -= size * size
            yield from _between(first, second, last, knot)
        if knot.length:
            yield knot
        last = knot


def _between(
    first: Sequence[str], second: Sequence[str], before: Part, after: Part
) -> Iterator[Part]:
    """Yield what both have between two parts."""
    start, other_start = _end(before), _other_end(before)
    words, others = first[start : after.start], second[other_start : after.other_start]
    head = _same_at_start(words, others)
    if head:
        yield Part(start, other_start, head)
    words, others = words[head:], others[head:]
    tail = _same_at_start(words[::-1], others[::-1])
    words, others = words[: len(words) - tail], others[: len(others) - tail]
    # Words that are everywhere are no place to begin at: that is what keeps this quick.
    matcher = SequenceMatcher(None, words, others, autojunk=True)
    for place, other_place, length in matcher.get_matching_blocks() if words and others else ():
        if length:
            yield Part(start + head + place, other_start + head + other_place, length)
    if tail:
        yield Part(after.start - tail, after.other_start - tail, tail)


def _knots(first: Sequence[str], second: Sequence[str]) -> Iterator[Part]:
    """Yield the most places, in order in both lists, at which the same unique words stand."""
    places, others = _unique(first), _unique(second)
    common = [(place, others[words]) for words, place in places.items() if words in others]
    last = Part(0, 0, 0)
    for place, other_place in _longest_rise(common):
        skipped = max(_end(last) - place, _other_end(last) - other_place, 0)
        if skipped >= _KNOT:
            continue
        last = Part(place + skipped, other_place + skipped, _KNOT - skipped)
        yield last


def _unique(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Return where each few words in a row stand that stand nowhere else."""
    rows = list(zip(*(words[offset:] for offset in range(_KNOT)), strict=False))
    counts = Counter(rows)
    return {row: place for place, row in enumerate(rows) if counts[row] == 1}


def _longest_rise(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most of these pairs whose second places rise as the first ones do."""
    ends: list[int] = []
    indexes: list[int] = []
    before: list[int] = []
    for index, (_place, other_place) in enumerate(pairs):
        length = bisect_left(ends, other_place)
        before.append(indexes[length - 1] if length else -1)
        ends[length : length + 1] = [other_place]
        indexes[length : length + 1] = [index]
    rise = []
    index = indexes[-1] if indexes else -1
    while index >= 0:
        rise.append(pairs[index])
        index = before[index]
    return rise[::-1]


def _same_at_start(first: Sequence[str], second: Sequence[str]) -> int:
    count = 0
    for word, other in zip(first, second, strict=False):
        if word != other:
            break
        count += 1
    return count


def _end(part: Part) -> int:
    return part.start + part.length


def _other_end(part: Part) -> int:
    return part.other_start + part.length
