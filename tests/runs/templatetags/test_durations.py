"""Durations as people read them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from playground.runs.templatetags.durations import ago, duration


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(0, "0 ms"), (999, "999 ms"), (1_000, "1.0 s"), (4_249, "4.2 s"), (185_400, "3 min 5 s")],
)
def test_duration_picks_the_unit_that_reads_well(milliseconds, text):
    assert duration(milliseconds) == text


@pytest.mark.parametrize(
    ("past", "text"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=61), "1\xa0minute ago"),
        (timedelta(days=2, hours=3), "2\xa0days ago"),
    ],
)
def test_ago_names_the_largest_unit_only(past, text):
    assert ago(timezone.now() - past) == text
