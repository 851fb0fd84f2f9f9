"""What Python writes is read back exactly, in whatever pieces it arrives."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.tables import (
    DELIMITERS,
    ENCODINGS,
    FileLayout,
    FileLimits,
    detect_layout,
    read_records,
)

LIMITS = FileLimits(max_bytes=1 << 30, max_rows=1_000, max_columns=20, max_cell_characters=50)
ENCODED = st.sampled_from(sorted(ENCODINGS))
TEXTS = st.text(
    st.one_of(
        st.sampled_from(list(",;|\t\"'\r\n \u2028\x85\ufeff，；你好=")),
        st.characters(codec="utf-8", exclude_characters="\0"),
    ),
    max_size=20,
)


class DrippingFile(io.BytesIO):
    """Hands out a few bytes at once, so that pieces end anywhere."""

    def __init__(self, content: bytes, piece: int) -> None:
        super().__init__(content)
        self._piece = piece

    def read(self, size: int | None = -1) -> bytes:
        return super().read(self._piece)


@st.composite
def tables(draw: st.DrawFn) -> tuple[tuple[str, ...], list[list[str]]]:
    width = draw(st.integers(1, 4))
    rows = st.lists(st.lists(TEXTS, min_size=width, max_size=width).filter(any), min_size=1)
    return tuple(f"column {number}" for number in range(width)), draw(rows)


def written(rows: Iterable[Sequence[str]], delimiter: str, quoting: int) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, quoting=quoting).writerows(rows)
    return buffer.getvalue()


@settings(deadline=None)
@given(
    table=tables(),
    delimiter=st.sampled_from(DELIMITERS),
    encoding=ENCODED,
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    piece=st.integers(1, 7),
)
def test_what_csv_writes_is_read_back(
    table: tuple[tuple[str, ...], list[list[str]]],
    delimiter: str,
    encoding: str,
    quoting: int,
    piece: int,
):
    columns, rows = table
    file = DrippingFile(written([columns, *rows], delimiter, quoting).encode(encoding), piece)
    layout = FileLayout("csv", encoding, delimiter, columns)

    records = list(read_records(file, layout, LIMITS))

    assert [record.cells for record in records] == rows
    assert all(record.faults == () for record in records)


@settings(deadline=None)
@given(table=tables(), encoding=ENCODED)
def test_lines_are_those_of_an_editor(
    table: tuple[tuple[str, ...], list[list[str]]], encoding: str
):
    columns, rows = table
    text = written([columns, *rows], ",", csv.QUOTE_ALL)
    layout = FileLayout("csv", encoding, ",", columns)
    expected, line = [], 2
    for row in rows:
        expected.append(line)
        content = written([row], ",", csv.QUOTE_ALL)
        line += content.replace("\r\n", "\n").replace("\r", "\n").count("\n")

    records = read_records(io.BytesIO(text.encode(encoding)), layout, LIMITS)

    assert [record.line for record in records] == expected


@pytest.mark.parametrize("delimiter", DELIMITERS)
@settings(deadline=None)
@given(rows=st.lists(st.lists(TEXTS, min_size=3, max_size=3).filter(any), min_size=1))
def test_the_delimiter_of_quoted_cells_is_found(delimiter: str, rows: list[list[str]]):
    columns = ("编号", "question", "答案")
    content = written([columns, *rows], delimiter, csv.QUOTE_ALL).encode("utf-8-sig")

    layout = detect_layout(io.BytesIO(content), "rows.csv", LIMITS)

    assert (layout.delimiter, layout.columns) == (delimiter, columns)


@settings(deadline=None)
@given(
    rows=st.lists(
        st.dictionaries(
            st.sampled_from(["id", "问题", "a b"]),
            st.one_of(TEXTS, st.integers(), st.none(), st.booleans(), st.lists(TEXTS, max_size=2)),
            min_size=1,
        ),
        min_size=1,
    ),
    is_ascii=st.booleans(),
)
def test_what_json_writes_is_read_back(rows: list[dict[str, object]], is_ascii: bool):
    limits = FileLimits(1 << 30, 1_000, 20, 500)
    lines = [json.dumps(row, ensure_ascii=is_ascii) for row in rows]
    file = io.BytesIO("\n".join(lines).encode())

    layout = detect_layout(file, "rows.jsonl", limits)
    records = list(read_records(file, layout, limits))

    assert [record.cells for record in records] == [
        [as_text(row.get(name)) for name in layout.columns] for row in rows
    ]
    assert [record.line for record in records] == list(range(1, len(rows) + 1))


def as_text(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
