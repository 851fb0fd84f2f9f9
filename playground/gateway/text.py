"""Makes any text from outside safe to store and to send on."""

from __future__ import annotations

import re

_UNSAFE = re.compile("[\x00\ud800-\udfff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean_text(text: str) -> str:
    """Remove NUL, join surrogate pairs and replace lone surrogates by U+FFFD."""
    # Nearly all text passes here at once.
    if not _UNSAFE.search(text):
        return text
    text = _PAIR.sub(_join, text.replace("\x00", ""))
    return _SURROGATES.sub(_REPLACEMENT, text)


def _join(match: re.Match[str]) -> str:
    return match[0].encode("utf-16", "surrogatepass").decode("utf-16")


class TextCleaner:
    """Cleans a text that comes in pieces: a pair may be split between two of them."""

    __slots__ = ("_high_surrogate",)

    def __init__(self) -> None:
        self._high_surrogate = ""

    def clean(self, piece: str) -> str:
        """Return what of the text so far is new and certain; may be empty."""
        if self._high_surrogate:
            piece, self._high_surrogate = self._high_surrogate + piece, ""
        if piece and "\ud800" <= piece[-1] <= "\udbff":
            piece, self._high_surrogate = piece[:-1], piece[-1]
        return clean_text(piece)

    def flush(self) -> str:
        """Return what is left over at the end."""
        rest, self._high_surrogate = self._high_surrogate, ""
        return clean_text(rest)
