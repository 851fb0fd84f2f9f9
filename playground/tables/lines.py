"""The lines of a text file, decoded strictly and read in pieces of bounded size."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from io import StringIO
from itertools import chain
from typing import BinaryIO, Final

from playground.tables.encodings import ENCODINGS, GB18030, UTF_8, UTF_16
from playground.tables.values import FileLimits, UnreadableFileError

_CHUNK_BYTES: Final = 1 << 17


class OverlongLineError(Exception):
    """A line that is longer than any may be; `beginning` is what was read of it.

    Without a beginning it is a row of several lines that is too long.
    """

    def __init__(self, line: int, beginning: str) -> None:
        super().__init__(line)
        self.line = line
        self.beginning = beginning


class LineReader:
    """Reads a file from its start, once.

    Lines end with LF, CR or CR LF, which they keep, and with nothing else: U+2028 or a form feed
    may stand in a cell. `is_odd` turns true before a line is handed out that holds NUL or more
    characters than a cell may have; until then nobody needs to look at single cells.
    Whoever makes rows of several lines sets `row_end` to the last line of the last one, so that
    no row gets so long that it fills the memory.
    """

    def __init__(self, file: BinaryIO, encoding: str, limits: FileLimits) -> None:
        self.is_odd = False
        self.row_end: int | None = None
        self._claimed = 0
        self._unclaimed_characters = 0
        self._file = file
        self._encoding = encoding
        self._limits = limits
        self._count = 0
        self._pending = ""
        self._previous: list[str] = []
        self._current: list[str] = []

    def __iter__(self) -> Iterator[str]:
        """Raises: UnreadableFileError, OverlongLineError."""
        return chain.from_iterable(self._chunks())

    def recent(self, first: int, last: int) -> list[str]:
        """Return the lines with these numbers, or as many of them as are still at hand."""
        is_near = first > self._count - len(self._current)
        lines = self._current if is_near else self._previous + self._current
        start = self._count - len(lines)
        return lines[max(first - 1 - start, 0) : max(last - start, 0)]

    def _chunks(self) -> Iterator[list[str]]:
        for text in self._texts():
            self._pending += text
            if "\0" in self._pending:
                self.is_odd = True
            lines = split_lines(self._pending)
            # What ends with CR may go on with LF.
            self._pending = "" if not lines or lines[-1].endswith("\n") else lines.pop()
            yield self._seen(lines)
            if len(self._pending) > self._limits.max_line_characters:
                raise OverlongLineError(self._count + 1, self._pending)
        rest = split_lines(self._pending)
        self._pending = ""
        yield self._seen(rest)

    def _seen(self, lines: list[str]) -> list[str]:
        longest = max(map(len, lines), default=0)
        if longest > self._limits.max_line_characters:
            position = next(i for i, line in enumerate(lines) if len(line) == longest)
            raise OverlongLineError(self._count + position + 1, lines[position])
        if longest > self._limits.max_cell_characters:
            self.is_odd = True
        self._watch_row()
        self._previous, self._current = self._current, lines
        self._count += len(lines)
        return lines

    def _watch_row(self) -> None:
        """Refuse a row that has taken in all that was handed out for long."""
        if self.row_end is None or self.row_end != self._claimed:
            self._claimed = self.row_end or 0
            self._unclaimed_characters = 0
            return
        self._unclaimed_characters += sum(map(len, self._current))
        if self._unclaimed_characters > self._limits.max_line_characters:
            raise OverlongLineError(self._claimed + 1, "")

    def _texts(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self._encoding)()
        position = 0
        self._file.seek(0)
        is_first = True
        while True:
            chunk = self._file.read(_CHUNK_BYTES)
            position += len(chunk)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                raise self._broken(error, position) from error
            # A mark that was not said to be there.
            yield text.removeprefix("\ufeff") if is_first else text
            is_first = is_first and not text
            if not chunk:
                return

    def _broken(self, error: UnicodeDecodeError, position: int) -> UnreadableFileError:
        before = error.object[: error.start].decode(self._encoding, errors="replace")
        lines = split_lines(self._pending + before + ".")
        # What is in UTF-16 looks like nothing else, so no other encoding is worth a try.
        is_wide = self._encoding.startswith(UTF_16)
        return UnreadableFileError(
            "encoding_damaged" if is_wide else "encoding_broken",
            line=self._count + len(lines),
            offset=position - len(error.object) + error.start,
            encoding=ENCODINGS[self._encoding],
            other=ENCODINGS[UTF_8 if self._encoding == GB18030 else GB18030],
        )


def split_lines(text: str) -> list[str]:
    return list(StringIO(text, newline=""))
