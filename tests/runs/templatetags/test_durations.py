"""Durations as people read them."""

from __future__ import annotations

import pytest

from playground.runs.templatetags.durations import duration


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(0, "0 ms"), (999, "999 ms"), (1_000, "1.0 s"), (4_249, "4.2 s"), (185_400, "3 min 5 s")],
)
def test_duration_picks_the_unit_that_reads_well(milliseconds, text):
    assert duration(milliseconds) == text
