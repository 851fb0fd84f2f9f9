"""Titles made of a text: its beginning as one line, cut where a list has no more room."""

from __future__ import annotations


def one_line(text: str, characters: int) -> str:
    """Return the beginning of a text with its lines joined, at most so many characters."""
    return _cut(" ".join(_head(text, characters).split()), characters)


def first_line(text: str, characters: int) -> str:
    """Return the first line that says anything, at most so many characters; empty without one."""
    lines = _head(text, characters).splitlines()
    return _cut(lines[0].strip(), characters) if lines else ""


def _head(text: str, characters: int) -> str:
    # A prompt may be megabytes long, of which white space is joined or lines are split.
    return text.lstrip()[: 4 * characters]


def _cut(line: str, characters: int) -> str:
    return line if len(line) <= characters else line[: characters - 1].rstrip() + "…"
