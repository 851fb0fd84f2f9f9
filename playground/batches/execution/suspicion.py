"""Equal errors in a row: rather than fail thousands of rows alike, a job asks its owner."""

from __future__ import annotations

from typing import Final

MAX_EQUAL_ERRORS: Final = 5


class Suspicion:
    """Counts failures of one kind that no success interrupts.

    `blameless_rows` are those among them that nothing is wrong with.
    """

    def __init__(self) -> None:
        self._code = ""
        self._count = 0
        self._rows: list[int] = []

    @property
    def blameless_rows(self) -> tuple[int, ...]:
        return tuple(self._rows)

    def clear(self) -> None:
        if self._count:
            self._code, self._count, self._rows = "", 0, []

    def grows(self, code: str, row: int, *, is_blameless: bool) -> bool:
        """Take note of a failure; True from the one on that makes them too many."""
        if code != self._code:
            self.clear()
            self._code = code
        self._count += 1
        if is_blameless:
            self._rows.append(row)
        return self._count >= MAX_EQUAL_ERRORS
