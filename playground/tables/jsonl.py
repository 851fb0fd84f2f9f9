"""Reads JSON Lines: one object a line, whose keys are the columns.

The keys of the first lines make the columns; what a later line has beside them is a fault, so
that nothing is dropped unseen. A key that a line lacks, or null, is an empty cell.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, BinaryIO, Final

from playground.tables.cells import RowJudge
from playground.tables.headers import check_names, column_name
from playground.tables.lines import LineReader, OverlongLineError
from playground.tables.values import (
    MAX_ROW_FAULTS,
    Fault,
    FileLayout,
    FileLimits,
    Record,
    UnreadableFileError,
    shown,
)

HEAD_LINES: Final = 1_000
# Long lines count for more.
_HEAD_CHARACTERS: Final = 8_000_000

Members = list[tuple[str, Any]]


class JsonFaultError(Exception):
    """This line is no row: `code` says why."""

    def __init__(self, code: str, **parameters: str | int) -> None:
        super().__init__(code)
        self.fault = Fault(code, parameters=parameters)


class _WrittenFloat(float):
    """A number that remembers how it was written: 1.10 is not 1.1 to whoever compares texts."""

    text: str

    def __new__(cls, text: str) -> _WrittenFloat:
        number = super().__new__(cls, text)
        number.text = text
        return number


class _Object(dict[str, Any]):
    """A JSON object, in which each key stands once."""

    def __init__(self, members: Members) -> None:
        super().__init__(members)
        if len(self) != len(members):
            ((repeated, _count),) = Counter(key for key, _ in members).most_common(1)
            raise JsonFaultError("json_key_repeated", key=shown(repeated))


def _refuse_constant(text: str) -> None:
    raise JsonFaultError("json_number_not_finite", number=text)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_Object, parse_float=_WrittenFloat, parse_constant=_refuse_constant
)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def parse_object(line: str) -> dict[str, Any]:
    """Return the object of a line. Raises: JsonFaultError."""
    try:
        found = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        raise JsonFaultError("json_invalid", position=error.pos + 1) from error
    except RecursionError as error:
        raise JsonFaultError("json_too_deep") from error
    except ValueError as error:
        # Python's limit for the digits of a whole number.
        raise JsonFaultError("json_number_too_long") from error
    if not isinstance(found, _Object):
        raise JsonFaultError("json_not_object")
    return found


def read_keys(file: BinaryIO, encoding: str, limits: FileLimits) -> tuple[str, ...]:
    """Return the columns: all keys of the first lines, in the order in which they appear.

    Raises: UnreadableFileError.
    """
    names: dict[str, None] = {}
    is_blank, has_object = True, False
    for line, text in _head(file, encoding, limits):
        is_blank = False
        try:
            found = parse_object(text)
        except JsonFaultError:
            # Reading finds it again, as a fault of this row.
            continue
        has_object = True
        # Keys that differ in spaces only are one column; in one line they are a fault.
        own = dict.fromkeys(map(column_name, found))
        check_names(list(own), limits, line=line)
        names |= own
        if len(names) > limits.max_columns:
            raise UnreadableFileError("columns_too_many", line=line, limit=limits.max_columns)
    if is_blank:
        raise UnreadableFileError("file_blank")
    if not names:
        raise UnreadableFileError("json_keys_missing" if has_object else "json_objects_missing")
    return tuple(names)


def read_json_lines(file: BinaryIO, layout: FileLayout, limits: FileLimits) -> Iterator[Record]:
    """Yield a record for each line. Raises: UnreadableFileError."""
    reader = _RowReader(layout.columns, limits)
    try:
        for number, text in enumerate(LineReader(file, layout.encoding, limits), start=1):
            if not text.isspace():
                yield reader.record(number, text)
    except OverlongLineError as error:
        raise _too_long(error, limits) from error


class _RowReader:
    def __init__(self, columns: tuple[str, ...], limits: FileLimits) -> None:
        self._columns = columns
        self._indexes = {name: index for index, name in enumerate(columns)}
        self._judge = RowJudge(columns, limits)
        self._max_cell_characters = limits.max_cell_characters

    def record(self, line: int, text: str) -> Record:
        try:
            cells, faults = self._cells(parse_object(text))
        except JsonFaultError as error:
            fault = replace(error.fault, value=shown(text.strip()))
            return Record(line, self._judge.fitted([]), (fault,))
        if len(text) > self._max_cell_characters:
            self._judge.check_lengths(line, cells)
        # Only an escape sequence can stand for what is no text.
        if "\\u" in text:
            faults += self._judge.text_faults(cells)
            cells = self._judge.fitted(cells)
        return Record(line, cells, tuple(faults))

    def _cells(self, found: dict[str, Any]) -> tuple[list[str], list[Fault]]:
        if tuple(found) == self._columns:
            # As nearly all rows are: the same keys in the same order.
            return [value if type(value) is str else _text(value) for value in found.values()], []
        cells, faults = [""] * len(self._indexes), list[Fault]()
        filled: set[str] = set()
        for key, value in found.items():
            text = value if type(value) is str else _text(value)
            name = key if key in self._indexes else column_name(key)
            if name in filled:
                faults.append(Fault.at("json_key_repeated", name, text, key=shown(name)))
            elif name in self._indexes:
                cells[self._indexes[name]] = text
                filled.add(name)
            else:
                faults.append(Fault.at("json_key_unknown", name, text, limit=HEAD_LINES))
        return cells, faults[:MAX_ROW_FAULTS]


def _text(value: Any) -> str:
    """Return the text of a value: texts and numbers as they are written, the rest as JSON."""
    if isinstance(value, _WrittenFloat):
        return value.text
    if type(value) is int:
        return str(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    try:
        return _ENCODER.encode(value)
    except RecursionError as error:
        raise JsonFaultError("json_too_deep") from error
    except ValueError as error:
        raise JsonFaultError("json_number_not_finite", number="1e999") from error


def _head(file: BinaryIO, encoding: str, limits: FileLimits) -> Iterator[tuple[int, str]]:
    left = _HEAD_CHARACTERS
    try:
        lines = islice(LineReader(file, encoding, limits), HEAD_LINES)
        for number, text in enumerate(lines, start=1):
            left -= len(text)
            if left < 0 and number > 1:
                return
            if not text.isspace():
                yield number, text
    except OverlongLineError as error:
        raise _too_long(error, limits) from error


def _too_long(error: OverlongLineError, limits: FileLimits) -> UnreadableFileError:
    return UnreadableFileError("line_too_long", line=error.line, limit=limits.max_line_characters)
