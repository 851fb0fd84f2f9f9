"""Which encoding a file is in, judged by its beginning; names are those of Python's codecs."""

from __future__ import annotations

import codecs
import re
from typing import Final

from playground.tables.values import UnreadableFileError

UTF_8: Final = "utf-8"
UTF_8_WITH_BOM: Final = "utf-8-sig"
GB18030: Final = "gb18030"
UTF_16: Final = "utf-16"
UTF_16_LE: Final = "utf-16-le"
UTF_16_BE: Final = "utf-16-be"

# The name that people know each by.
ENCODINGS: Final = {
    UTF_8: "UTF-8",
    UTF_8_WITH_BOM: "UTF-8 (BOM)",
    GB18030: "GB18030",
    UTF_16: "UTF-16",
    UTF_16_LE: "UTF-16 LE",
    UTF_16_BE: "UTF-16 BE",
}
_UTF_32_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF_16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Half of the bytes of Latin text in UTF-16 are NUL; a broken file in UTF-8 has a few.
_MIN_NUL_SHARE = 0.25
# What no text is full of: control characters other than NUL, tab, line ends and escape.
_CONTROL_BYTES = bytes(code for code in range(1, 32) if code not in b"\t\n\v\f\r\x1b")
_MAX_CONTROL_SHARE = 0.05
_MAX_NUL_SHARE = 0.3
# Two characters of three bytes.
_WIDE_UTF_8 = re.compile(rb"(?:[\xe0-\xef][\x80-\xbf]{2}){2}")
# One line of so many in GB18030 may look like UTF-8 by chance.
_MAX_CHANCE_SHARE = 50


def detect_encoding(head: bytes, *, is_whole: bool) -> str:
    """Name the encoding of a file that begins with `head`.

    Raises: UnreadableFileError, if it is text in none of the encodings that are read.
    """
    # The mark of UTF-16 is the first half of one of UTF-32.
    if head.startswith(_UTF_32_BOMS):
        raise UnreadableFileError("encoding_unsupported", encoding="UTF-32")
    if head.startswith(_UTF_16_BOMS):
        return UTF_16
    if head.startswith(codecs.BOM_UTF8):
        return UTF_8_WITH_BOM
    wide = _detect_utf_16(head)
    if wide:
        return wide
    broken_at = _first_broken_byte(head, UTF_8, is_whole=is_whole)
    if broken_at is None:
        return UTF_8
    line = head[:broken_at].count(b"\n") + 1
    if _is_mostly_utf_8(head):
        raise UnreadableFileError("encoding_mixed", line=line, offset=broken_at)
    broken_later_at = _first_broken_byte(head, GB18030, is_whole=is_whole)
    if broken_later_at is None:
        return GB18030
    if is_binary(head):
        raise UnreadableFileError("file_is_binary")
    later_line = head[:broken_later_at].count(b"\n") + 1
    raise UnreadableFileError(
        "encoding_unknown",
        line=line,
        offset=broken_at,
        gb18030_line=later_line,
        gb18030_offset=broken_later_at,
    )


def is_binary(head: bytes) -> bool:
    """Tell whether these bytes are no text, in UTF-8 or GB18030."""
    controls = len(head) - len(head.translate(None, _CONTROL_BYTES))
    is_full_of_nul = head.count(0) > _MAX_NUL_SHARE * len(head)
    return is_full_of_nul or controls > _MAX_CONTROL_SHARE * len(head)


def decode_head(head: bytes, encoding: str, *, is_whole: bool) -> str:
    """Return the text of `head`, as far as it can be read: only for guesses and looks."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    return decoder.decode(head, final=is_whole).removeprefix("\ufeff")


def _first_broken_byte(head: bytes, encoding: str, *, is_whole: bool) -> int | None:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head, final=is_whole)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _is_mostly_utf_8(head: bytes) -> bool:
    """Tell whether lines with Chinese in UTF-8 stand beside others.

    GB18030 would take them, and make other characters of them. Its own text is hardly ever valid
    UTF-8 for a whole line; a single character may be, but then one of two bytes.
    """
    lines = [line for line in head.splitlines() if not line.isascii()]
    sound = sum(
        _WIDE_UTF_8.search(line) is not None
        and _first_broken_byte(line, UTF_8, is_whole=False) is None
        for line in lines
    )
    return sound * _MAX_CHANCE_SHARE > len(lines)


def _detect_utf_16(head: bytes) -> str:
    """Name the byte order of UTF-16 without a mark: the one in which lines end."""
    if b"\0" not in head:
        return ""
    # In the wrong order a line end is a letter of Gurmukhi that is not assigned.
    line_ends = {
        encoding: head.decode(encoding, errors="replace").count("\n")
        for encoding in (UTF_16_LE, UTF_16_BE)
    }
    encoding = max(line_ends, key=line_ends.__getitem__)
    # The head may end within a character, so it is not taken for the whole.
    if not line_ends[encoding] or _first_broken_byte(head, encoding, is_whole=False) is not None:
        return ""
    if head.count(0) >= _MIN_NUL_SHARE * len(head):
        return encoding
    # Chinese has few NULs, but is no UTF-8, and its lines end on even places.
    is_chinese = _first_broken_byte(head, UTF_8, is_whole=False) is not None
    return encoding if is_chinese and line_ends[encoding] * 2 > head.count(b"\n") else ""
