"""Ranges of a text that a model wrote: lists of `[start, end]`, in order, apart, in code points."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

Ranges: TypeAlias = list[list[int]]

# More than anybody's edits leave; what is more is somebody's idea of a joke.
MAX_RANGES: Final = 10_000


def clean_ranges(value: Any, length: int) -> Ranges:
    """Make ranges of a text of this length from what a page sent; what is no range is left out."""
    pairs = value[:MAX_RANGES] if isinstance(value, list) else []
    found: Ranges = []
    for pair in sorted(pair for pair in pairs if _is_range(pair)):
        start, end = pair[0], min(pair[1], length)
        if found and start <= found[-1][1]:
            found[-1][1] = max(end, found[-1][1])
        elif start < end:
            found.append([start, end])
    return found


def split_ranges(ranges: Ranges, at: int) -> tuple[Ranges, Ranges]:
    """Split ranges as their text is split at an offset."""
    front = [[start, min(end, at)] for start, end in ranges if start < at]
    behind = [[max(start - at, 0), end - at] for start, end in ranges if end > at]
    return front, behind


def join_ranges(front: Ranges, length: int, behind: Ranges) -> Ranges:
    """Join the ranges of two texts, of which the first has this length."""
    moved = [[start + length, end + length] for start, end in behind]
    return clean_ranges([*front, *moved], length + max((end for _, end in behind), default=0))


def _is_range(pair: Any) -> bool:
    return (
        isinstance(pair, list)
        and len(pair) == 2
        and all(isinstance(each, int) and not isinstance(each, bool) for each in pair)
        and 0 <= pair[0] < pair[1]
    )
