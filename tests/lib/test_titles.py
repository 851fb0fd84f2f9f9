"""The line by which something is found in a list."""

from __future__ import annotations

import pytest

from playground.lib.titles import first_line, one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Hello", "Hello"),
        ("\n\n  First line \nsecond", "First line"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("x" * 58 + "  y", "x" * 58 + "…"),
        (" " * 1_000 + "\nLate", "Late"),
        ("\n \n", ""),
        ("", ""),
    ],
)
def test_the_first_line_is_cut_short(text, line):
    assert first_line(text, 60) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" Why\tis\n\n the sky blue? ", "Why is the sky blue?"),
        ("天" * 5_000_000, "天" * 59 + "…"),
        ("\n \n", ""),
    ],
)
def test_lines_are_joined_and_cut_short(text, line):
    assert one_line(text, 60) == line
