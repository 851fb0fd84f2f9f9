from __future__ import annotations

import io
import re
import zipfile

import pytest
from defusedxml import ElementTree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from playground.batches.exports import xlsx_export as module
from playground.batches.exports.workbook_parts import column_letters
from playground.batches.exports.xlsx_export import MAX_CELL_UNITS, xlsx_export
from tests.batches.ended_jobs import add_row, make_job
from tests.batches.exports.hostile_texts import hostile_text
from tests.batches.exports.test_csv_export import RESULTS


def opened(job):
    return load_workbook(io.BytesIO(b"".join(xlsx_export(job))))


def rows(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def unescaped(text):
    """Read `_xHHHH_` as Excel does; openpyxl leaves that to others."""
    return re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text or "")


def test_the_sheet_has_texts_as_texts_and_numbers_as_numbers(alice):
    job = make_job(alice, ["id", "text"])
    add_row(job, "007", "a", output="b", input_tokens=3, output_tokens=5, attempts=1, model="m")

    sheet = opened(job)["Rows"]

    assert rows(sheet) == [
        ["id", "text", *RESULTS],
        ["007", "a", "b", "succeeded", None, None, None, 3, 5, None, None, 1, "m"],
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold


def test_a_formula_keeps_each_character_and_is_marked_as_none(alice):
    job = make_job(alice, ["=head"])
    add_row(job, "=1+1", output="plain", model="-2")

    sheet = opened(job).active

    assert (sheet["A1"].value, sheet["A1"].data_type) == ("=head", "s")
    cell = sheet["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
    assert not sheet["B2"].quotePrefix
    assert not sheet["L2"].quotePrefix


def test_a_batch_without_rows_is_a_sheet_with_its_header(alice):
    assert rows(opened(make_job(alice)).active) == [["text", *RESULTS]]


def test_rows_that_no_sheet_holds_go_on_in_the_next(alice, monkeypatch):
    monkeypatch.setattr(module, "MAX_SHEET_ROWS", 4)
    job = make_job(alice)
    for number in range(7):
        add_row(job, str(number))

    workbook = opened(job)

    assert workbook.sheetnames == ["Rows", "Rows 2", "Rows 3"]
    texts = [[row[0] for row in rows(sheet)] for sheet in workbook.worksheets]
    assert texts == [["text", "0", "1", "2"], ["text", "3", "4", "5"], ["text", "6"]]


def test_a_sheet_that_is_just_full_has_no_empty_one_behind_it(alice, monkeypatch):
    monkeypatch.setattr(module, "MAX_SHEET_ROWS", 3)
    job = make_job(alice)
    add_row(job, "1")
    add_row(job, "2")

    assert opened(job).sheetnames == ["Rows"]


def test_a_sheet_that_gets_too_long_ends_too(alice, monkeypatch):
    monkeypatch.setattr(module, "_MAX_SHEET_CHARACTERS", 1_000)
    job = make_job(alice)
    for _ in range(4):
        add_row(job, "x" * 600)

    assert len(opened(job).sheetnames) == 2


@pytest.mark.parametrize("text", ["x" * 40_000, "😀" * 20_000, "a" + "😀" * 20_000])
def test_what_no_cell_holds_is_cut_and_says_so(alice, text):
    job = make_job(alice)
    add_row(job, text, output="x" * MAX_CELL_UNITS)

    cell, whole = rows(opened(job).active)[1][:2]

    assert cell.endswith(f"… [cut: a cell holds no more of {len(text)} characters]")
    assert MAX_CELL_UNITS - 1 <= len(cell.encode("utf-16-le")) // 2 <= MAX_CELL_UNITS
    assert text.startswith(cell[: cell.index("…")])
    assert whole == "x" * MAX_CELL_UNITS


def test_the_package_is_one_that_excel_takes(alice):
    job = make_job(alice)
    add_row(job, "1")
    package = zipfile.ZipFile(io.BytesIO(b"".join(xlsx_export(job))))

    assert package.testzip() is None
    # Excel takes no extensions for large files, and wants each part named among the types.
    assert all(part.extract_version < zipfile.ZIP64_VERSION for part in package.infolist())
    assert not any(part.extra for part in package.infolist())
    types = ElementTree.fromstring(package.read("[Content_Types].xml"))
    named = {each.get("PartName") for each in types} - {None}
    assert named == {"/xl/workbook.xml", "/xl/worksheets/sheet1.xml", "/xl/styles.xml"}
    for name in package.namelist():
        ElementTree.fromstring(package.read(name))


def test_columns_are_named_like_those_of_excel():
    letters = column_letters(16_384)

    assert (letters[0], letters[25], letters[26], letters[701], letters[702], letters[-1]) == (
        *("A", "Z", "AA", "ZZ", "AAA", "XFD"),
    )


def test_nothing_is_read_before_it_is_asked_for(alice, django_assert_num_queries):
    job = make_job(alice)
    add_row(job, "1")

    with django_assert_num_queries(0):
        pieces = xlsx_export(job)
    pieces.close()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(hostile_text(), hostile_text()), max_size=5))
def test_whatever_the_cells_hold_comes_back(alice, cells):
    job = make_job(alice, ["text"])
    for text, output in cells:
        add_row(job, text, output=output)

    read = [(unescaped(row[0]), unescaped(row[1])) for row in rows(opened(job).active)[1:]]

    assert [short(*each) for each in read] == [short(*each) for each in cells]


def short(*texts):
    """Only what certainly fits into a cell."""
    return tuple(text[:10_000] for text in texts)
