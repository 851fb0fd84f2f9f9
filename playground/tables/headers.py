"""The names of the columns, and what they must be so that a template can name each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from playground.tables.values import (
    MAX_NAME_CHARACTERS,
    FileLimits,
    UnreadableFileError,
    is_text,
)


def column_name(text: str) -> str:
    """Return a name as it is used: trimmed, and on one line."""
    parts = (part.strip() for part in text.splitlines())
    return " ".join(part for part in parts if part)


def column_names(cells: Iterable[str], limits: FileLimits, *, line: int) -> tuple[str, ...]:
    """Return the names that stand in `line`; nameless columns at the end are left out.

    Raises: UnreadableFileError.
    """
    names = [column_name(cell) for cell in cells]
    while len(names) > 1 and not names[-1]:
        names.pop()
    check_names(names, limits, line=line)
    return tuple(names)


def check_names(names: Sequence[str], limits: FileLimits, *, line: int) -> None:
    """Raises: UnreadableFileError, if these cannot be the columns of a file."""
    if len(names) > limits.max_columns:
        raise UnreadableFileError("columns_too_many", line=line, limit=limits.max_columns)
    for position, name in enumerate(names, start=1):
        if not name:
            raise UnreadableFileError("header_empty", line=line, position=position)
        if not is_text(name):
            raise UnreadableFileError("header_not_text", line=line, position=position)
        if len(name) > MAX_NAME_CHARACTERS:
            raise UnreadableFileError(
                "header_too_long", line=line, position=position, limit=MAX_NAME_CHARACTERS
            )
        first = names.index(name) + 1
        if first < position:
            raise UnreadableFileError(
                "header_repeated", line=line, position=position, first=first, column=name
            )


def shown_column(columns: Sequence[str], index: int) -> str:
    """Return what a person calls a column, also one that has no name."""
    return columns[index] if index < len(columns) else f"#{index + 1}"
