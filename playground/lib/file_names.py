"""What a download is called on the computer it goes to."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_MAX_CHARACTERS: Final = 80
# What some system takes for a part of a path, or refuses.
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*%\x00-\x1f\x7f]+')
# What makes a formula of a cell, an option of an argument, or hides a file.
_LEADING: Final = " .-=+@＝＋－＠﹦﹢﹣﹫'~"
_KNOWN_ENDING: Final = re.compile(r"\.(?:csv|tsv|txt|jsonl|xlsx)\Z", re.IGNORECASE)
# Of Windows, whatever the ending.
_DEVICE: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)


def file_name(name: str, ending: str, *, fallback: str) -> str:
    """Return a name of one piece that any system takes, in the script in which it was given.

    `fallback` stands before what alone would be no name.
    """
    # Also characters that turn the direction of writing, to make an ending look like another.
    printable = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    stem = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", printable))
    stem = _KNOWN_ENDING.sub("", " ".join(stem.split()))
    stem = stem.lstrip(_LEADING)[:_MAX_CHARACTERS].rstrip(" .")
    if not stem or _DEVICE.match(stem):
        stem = f"{fallback} {stem}".rstrip()
    return f"{stem}.{ending}"
