"""Pairs that are alike, joined to groups: what is near a member is of the group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from playground.embeddings.similarity import Pair


@dataclass(frozen=True, slots=True)
class Group:
    """Texts by their position in rising order, and how alike the two nearest and farthest are."""

    positions: tuple[int, ...]
    least: float
    most: float


def duplicate_groups(pairs: Iterable[Pair]) -> list[Group]:
    """Join pairs to groups, the largest first, then by their first member."""
    parents: dict[int, int] = {}
    kept = list(pairs)
    for pair in kept:
        first, second = _root(parents, pair.first), _root(parents, pair.second)
        parents[max(first, second)] = min(first, second)
    members: dict[int, set[int]] = {}
    similarities: dict[int, list[float]] = {}
    for pair in kept:
        root = _root(parents, pair.first)
        members.setdefault(root, set()).update((pair.first, pair.second))
        similarities.setdefault(root, []).append(pair.similarity)
    groups = [
        Group(tuple(sorted(members[root])), min(similarities[root]), max(similarities[root]))
        for root in members
    ]
    return sorted(groups, key=lambda group: (-len(group.positions), group.positions))


def _root(parents: dict[int, int], position: int) -> int:
    while (parent := parents.setdefault(position, position)) != position:
        # Each look shortens the way for the next.
        parents[position] = parents[parent]
        position = parent
    return position
