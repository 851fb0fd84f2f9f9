from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from playground.tables import (
    Fault,
    FileLayout,
    FileLimits,
    Record,
    UnreadableFileError,
    detect_layout,
    read_records,
)

HEADER = ["id", "问题"]


def saved(workbook: Workbook) -> io.BytesIO:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer


def book(*rows: list[Any]) -> io.BytesIO:
    workbook = Workbook()
    for row in rows:
        workbook.worksheets[0].append(row)
    return saved(workbook)


def read(file: io.BytesIO, limits: FileLimits, name: str = "rows.xlsx") -> list[Record]:
    return list(read_records(file, detect_layout(file, name, limits), limits))


def replaced(file: io.BytesIO, part: str, old: bytes, new: bytes) -> io.BytesIO:
    buffer = io.BytesIO()
    with ZipFile(file) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            assert name != part or old in content
            target.writestr(name, content.replace(old, new) if name == part else content)
    return buffer


@pytest.mark.parametrize("name", ["rows.xlsx", "rows.csv", "rows"])
def test_a_workbook_is_read_whatever_it_is_called(name: str, limits: FileLimits):
    file = book(HEADER, [1, "你好"], [None, None], [2, " a\nb "])

    assert detect_layout(file, name, limits) == FileLayout("xlsx", "", "", ("id", "问题"))
    assert read(file, limits, name) == [Record(2, ["1", "你好"]), Record(4, ["2", " a\nb "])]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (100.0, "100"),
        (-3, "-3"),
        (0.1, "0.1"),
        (1e21, "1e+21"),
        (123456789012345, "123456789012345"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2024, 5, 1), "2024-05-01"),
        (datetime(2024, 5, 1, 12, 30), "2024-05-01T12:30:00"),
        (datetime(2024, 5, 1), "2024-05-01T00:00:00"),
        (time(8, 15), "08:15:00"),
        (timedelta(hours=27, minutes=5), "27:05:00"),
        ("#N/A as text", "#N/A as text"),
        ("0012", "0012"),
        ("a_x000D_b", "a\rb"),
    ],
)
def test_values_become_texts(value: object, text: str, limits: FileLimits):
    (record,) = read(book(HEADER, ["x", value]), limits)

    assert record == Record(2, ["x", text])


@pytest.mark.parametrize(
    ("number_format", "text"),
    [
        ("yyyy年m月d日", "2024-05-01"),
        ('yyyy"年"m"月"d"日" h:mm', "2024-05-01T18:00:00"),
        ("h:mm:ss", "18:00:00"),
        ("0.00", "45413.75"),
        ("[h]:mm", "1089930:00:00"),
        ("General", "45413.75"),
    ],
)
def test_the_format_of_a_number_says_what_it_means(
    number_format: str, text: str, limits: FileLimits
):
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(HEADER)
    sheet.append(["x", 45413.75])
    sheet["B2"].number_format = number_format

    assert read(saved(workbook), limits) == [Record(2, ["x", text])]


def test_chinese_excel_names_its_dates_by_number(limits: FileLimits):
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(HEADER)
    sheet.append(["x", 45413])
    sheet["B2"].number_format = "mm-dd-yy"
    file = saved(workbook)

    renamed = replaced(file, "xl/styles.xml", b'numFmtId="14"', b'numFmtId="57"')

    assert read(renamed, limits) == [Record(2, ["x", "2024-05-01"])]


def test_dates_of_old_macs_count_from_1904(limits: FileLimits):
    workbook = Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    workbook.worksheets[0].append(HEADER)
    workbook.worksheets[0].append(["x", date(2024, 5, 1)])

    assert read(saved(workbook), limits) == [Record(2, ["x", "2024-05-01"])]


def test_a_number_that_is_no_date_is_a_fault(limits: FileLimits):
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(HEADER)
    sheet.append(["x", -5])
    sheet["B2"].number_format = "yyyy-mm-dd"

    (record,) = read(saved(workbook), limits)

    assert record.faults == (Fault("date_out_of_range", "问题", "-5"),)


def test_a_formula_that_nobody_calculated_is_a_fault(limits: FileLimits):
    (record,) = read(book(HEADER, [None, "=1+1"]), limits)

    assert record == Record(2, ["", ""], (Fault("formula_not_calculated", "问题"),))


def test_the_first_visible_sheet_with_anything_is_read(limits: FileLimits):
    workbook = Workbook()
    workbook.create_chartsheet("chart", 0)
    hidden = workbook.create_sheet("hidden")
    hidden.append(["not", "this"])
    hidden.sheet_state = "hidden"
    workbook.create_sheet("rows").append(HEADER)
    workbook["rows"].append(["1", "2"])

    assert read(saved(workbook), limits) == [Record(2, ["1", "2"])]


def test_tags_may_have_a_prefix(limits: FileLimits):
    file = book(HEADER, [1, 2])
    part = "xl/worksheets/sheet1.xml"
    with ZipFile(file) as archive:
        sheet = archive.read(part)
    prefixed = sheet.replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
    prefixed = prefixed.replace(b"xmlns=", b"xmlns:x=")

    assert read(replaced(file, part, sheet, prefixed), limits) == [Record(2, ["1", "2"])]


def test_a_cell_over_the_limit_is_refused(limits: FileLimits):
    tight = FileLimits(1 << 30, 10, 10, max_cell_characters=5)

    with pytest.raises(UnreadableFileError) as refused:
        read(book(HEADER, ["12345", "fine"], ["1", "123456"]), tight)

    assert refused.value.code == "cell_too_long"
    assert refused.value.parameters == {"line": 3, "column": "问题", "limit": 5}


def test_columns_and_rows_over_the_limit_are_refused():
    tight = FileLimits(1 << 30, max_rows=2, max_columns=2, max_cell_characters=100)

    with pytest.raises(UnreadableFileError) as wide:
        read(book(["a", "b", "c"], [1, 2, 3]), tight)
    with pytest.raises(UnreadableFileError) as long:
        read(book(HEADER, [1, 1], [2, 2], [3, 3]), tight)

    assert (wide.value.code, wide.value.line) == ("columns_too_many", 1)
    assert (long.value.code, long.value.line) == ("rows_too_many", 4)


def test_a_list_of_too_many_parts_is_refused_before_it_is_read(limits: FileLimits):
    file = book(HEADER, [1, 2])
    content = bytearray(file.getvalue())
    at = content.rfind(b"PK\x05\x06")
    content[at + 12 : at + 16] = (1 << 30).to_bytes(4, "little")

    with pytest.raises(UnreadableFileError) as refused:
        read(io.BytesIO(bytes(content)), limits)

    assert refused.value.code == "workbook_too_large"


def test_a_changed_byte_is_noticed(limits: FileLimits):
    content = (Path(__file__).parent / "bad" / "formulas.xlsx").read_bytes()
    at = content.index(b"xl/worksheets/sheet1.xml") + 60
    file = io.BytesIO(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])

    with pytest.raises(UnreadableFileError) as refused:
        read(file, limits)

    assert refused.value.code == "workbook_broken"
