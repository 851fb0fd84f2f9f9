"""The texts of a workbook, which its cells name by number."""

from __future__ import annotations

from typing import IO, Final

from openpyxl.utils.escape import unescape

from playground.tables.values import UnreadableFileError
from playground.tables.xml_streams import parse_pieces

# All are held in memory, since any cell may name any of them.
_MAX_CHARACTERS: Final = 128 << 20


class SharedStrings:
    """Reads on as far as somebody asks: the names of columns stand at the beginning."""

    def __init__(self, source: IO[bytes] | None) -> None:
        self._texts: list[str] = []
        self._parts: list[str] = []
        self._is_text = False
        # Within how many phonetic guides, which are no part of the text.
        self._guides = 0
        self._characters = 0
        self._pieces = parse_pieces(source, self) if source else iter(())

    def __getitem__(self, index: int) -> str:
        """Raises: IndexError, if there are not so many."""
        while index >= len(self._texts):
            try:
                next(self._pieces)
            except StopIteration:
                raise IndexError(index) from None
        return self._texts[index]

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        if tag == "si":
            self._parts = []
        elif tag == "t":
            self._is_text = not self._guides
        elif tag == "rPh":
            self._guides += 1

    def text(self, text: str) -> None:
        if self._is_text:
            self._characters += len(text)
            if self._characters > _MAX_CHARACTERS:
                raise UnreadableFileError("workbook_too_large")
            self._parts.append(text)

    def end(self, tag: str) -> None:
        if tag == "t":
            self._is_text = False
        elif tag == "rPh":
            self._guides -= 1
        elif tag == "si":
            self._texts.append(unescaped("".join(self._parts)))


def unescaped(text: str) -> str:
    """Return what Excel means: it writes a carriage return as `_x000D_`."""
    meant: str = unescape(text)
    return meant
