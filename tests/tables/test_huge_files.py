"""Files too large to be committed, made up while they are read, and what they may cost."""

from __future__ import annotations

import io
import os
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest

from playground.tables import (
    FileLimits,
    Record,
    UnreadableFileError,
    detect_layout,
    read_records,
)

GIB = 1 << 30
MIB = 1 << 20
HEADER = b"id,question\n"
QUOTED = HEADER + b'1,"'


class RepeatingFile(io.RawIOBase):
    """A file that begins with `start` and goes on with `unit` until it has `size` bytes."""

    def __init__(self, start: bytes, unit: bytes, size: int = GIB) -> None:
        self._start = start
        self._unit = unit
        self._size = size
        self._position = 0
        self.bytes_read = 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._position = offset + (self._size if whence == os.SEEK_END else 0)
        return self._position

    def read(self, size: int = -1) -> bytes:
        assert 0 <= size <= MIB, "only pieces fit into memory"
        size = min(size, self._size - self._position)
        head = self._start[self._position : self._position + size]
        phase = max(self._position - len(self._start), 0) % len(self._unit)
        repeated = self._unit * ((size - len(head)) // len(self._unit) + 2)
        self._position += size
        self.bytes_read += size
        return head + repeated[phase : phase + size - len(head)]


def read_all(file: RepeatingFile, name: str, limits: FileLimits) -> int:
    count = 0
    layout = detect_layout(cast("io.BytesIO", file), name, limits)
    for _record in read_records(cast("io.BytesIO", file), layout, limits):
        count += 1
    return count


def peak_bytes(action: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "start", "unit", "code", "line", "column"),
    [
        ("one-cell.csv", HEADER + b"1,", b"x", "cell_too_long", 2, "question"),
        ("one-quoted-cell.csv", QUOTED, b"x", "cell_too_long", 2, "question"),
        ("one-quote-over-lines.csv", QUOTED, b"text\n", "quoted_cell_too_long", 2, "question"),
        ("quotes-only.csv", QUOTED, b'""', "cell_too_long", 2, "question"),
        ("late-quote.csv", HEADER + b"1,2\n" * 9 + b'"', b"\r\n", "quoted_cell_too_long", 11, "id"),
        ("one-row-over-lines.csv", HEADER + b"1,2\n", b'"a\n",', "row_too_long", 3, ""),
        ("a-million-cells.csv", HEADER, b"1,", "columns_too_many", 2, ""),
        ("cells-of-50000.csv", HEADER, b"x" * 50_000 + b",", "line_too_long", 2, ""),
        ("a-million-columns.csv", b"", b"name,", "columns_too_many", 1, ""),
        ("one-name.csv", b"", b"x", "cell_too_long", 1, "#1"),
        ("one-quoted-name.csv", b'"', b"x", "cell_too_long", 1, "#1"),
        ("no-row-ends.jsonl", b'{"a": "', b"x", "line_too_long", 1, ""),
        ("deep.jsonl", b"", b'{"a":', "line_too_long", 1, ""),
        ("late-line.jsonl", b'{"a": 1}\n' * 2_000, b"[", "line_too_long", 2_001, ""),
    ],
)
def test_a_gigabyte_without_a_row_is_refused_at_its_beginning(
    name: str,
    start: bytes,
    unit: bytes,
    code: str,
    line: int,
    column: str,
    limits: FileLimits,
):
    file = RepeatingFile(start, unit)
    refusals: list[UnreadableFileError] = []

    def refuse() -> None:
        with pytest.raises(UnreadableFileError) as refused:
            read_all(file, name, limits)
        refusals.append(refused.value)

    peak = peak_bytes(refuse)

    error = refusals[0]
    assert (error.code, error.line, error.column) == (code, line, column)
    assert file.bytes_read < 16 * MIB
    assert peak < 48 * MIB


def test_a_million_columns_are_refused(limits: FileLimits):
    header = ",".join(f"column {number}" for number in range(1_000_000)).encode()

    with pytest.raises(UnreadableFileError) as refused:
        detect_layout(io.BytesIO(header + b"\n1\n"), "wide.csv", limits)

    assert refused.value.code == "columns_too_many"
    assert refused.value.parameters == {"line": 1, "limit": 200}


def test_a_file_over_the_limit_is_refused_unread(limits: FileLimits):
    file = RepeatingFile(HEADER, b"1,2\n", size=GIB + 1)

    with pytest.raises(UnreadableFileError) as refused:
        read_all(file, "large.csv", limits)

    assert refused.value.code == "file_too_large"
    assert refused.value.parameters == {"actual_bytes": GIB + 1, "limit_bytes": GIB}
    assert file.bytes_read == 0


@pytest.mark.parametrize(
    ("name", "start", "unit", "line"),
    [
        ("rows.csv", HEADER, b"1,2\n", 102),
        ("rows.jsonl", b"", b'{"id": 1}\n', 101),
        ("rows-and-blanks.csv", HEADER, b"1,2\n\n", 202),
    ],
)
def test_rows_over_the_limit_are_refused_with_the_line_of_the_first(
    name: str, start: bytes, unit: bytes, line: int, limits: FileLimits
):
    file = RepeatingFile(start, unit)

    with pytest.raises(UnreadableFileError) as refused:
        read_all(file, name, replace(limits, max_rows=100))

    assert refused.value.code == "rows_too_many"
    assert refused.value.parameters == {"line": line, "limit": 100}


@pytest.mark.parametrize(
    ("name", "start", "unit"),
    [
        ("rows.csv", HEADER, "1,今天天气怎么样\n".encode()),
        ("blanks.csv", HEADER + b"1,2\n", b" " * 20 + b"\r\n"),
        ("rows.jsonl", b"", '{"id": "今天天气"}\n'.encode()),
    ],
)
def test_memory_does_not_grow_with_the_file(
    name: str, start: bytes, unit: bytes, limits: FileLimits
):
    small, large = (
        peak_bytes(lambda size=size: read_all(RepeatingFile(start, unit, size), name, limits))
        for size in (len(start) + len(unit) * count for count in (20_000, 40_000))
    )

    assert large < small + MIB


def test_layouts_are_made_out_from_the_beginning_alone(limits: FileLimits):
    file = RepeatingFile(HEADER, b"1,2\n")

    detect_layout(cast("io.BytesIO", file), "rows.csv", limits)

    assert file.bytes_read < MIB


def test_a_preview_of_a_row_keeps_no_others(limits: FileLimits):
    file = RepeatingFile(HEADER, b"1,2\n")
    layout = detect_layout(cast("io.BytesIO", file), "rows.csv", limits)

    first = next(read_records(cast("io.BytesIO", file), layout, limits))

    assert first == Record(2, ["1", "2"])
    assert file.bytes_read < MIB
