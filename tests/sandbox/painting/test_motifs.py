"""Which words ask for what."""

from __future__ import annotations

import pytest

from playground.sandbox.painting.motifs import HOURS, SETTINGS, describe, find_motifs


@pytest.mark.parametrize(
    ("prompt", "motifs"),
    [
        ("A sailboat on the ocean at sunset", ("boat", "sea", "sunset")),
        ("一只猫坐在山上看夕阳", ("cat", "mountain", "sunset")),
        ("雪夜的城市", ("snow", "night", "city")),
        ("Forests, lakes", ()),
        ("FOREST and a lake.", ("forest", "lake")),
        ("a catalog of cathedrals", ()),
        ("", ()),
    ],
)
def test_motifs_come_in_the_order_of_their_words(prompt: str, motifs: tuple[str, ...]) -> None:
    assert find_motifs(prompt) == motifs


def test_every_setting_has_a_description_that_names_it() -> None:
    assert all(setting in find_motifs(describe(setting)) for setting in SETTINGS)
    assert len(SETTINGS) == 11
    assert HOURS == ("day", "sunset", "dawn", "night", "gray")
