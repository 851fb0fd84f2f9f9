"""Texts from lines, sheets and files; what is wrong with them is said with line and column."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from playground.embeddings.forms import TableForm, TextsForm
from playground.embeddings.splitting import MAX_TEXT_CHARACTERS, MAX_TEXTS

SHEET = "id\ttext\ttopic\n1\ta cat sleeps\tcats\n2\t\tnone\n3\ta dog barks\tdogs\n"


def texts_form(file=None, **data):
    files = {"file": file} if file else {}
    return TextsForm({"source": "lines", **data}, files)


def errors(form):
    assert not form.is_valid()
    return " ".join(error for each in form.errors.values() for error in each)


def test_lines_are_texts_named_after_the_first():
    form = texts_form(lines="a  cat\r\n\r\na dog\r\n")

    assert form.is_valid(), form.errors
    assert form.texts.texts == ("a  cat", "a dog")
    assert form.texts.name == "a cat"


def test_nul_is_left_out_of_what_is_typed():
    form = texts_form(lines="a\x00cat", name="\x00Cats")

    assert form.is_valid(), form.errors
    assert (form.texts.texts, form.texts.name) == (("acat",), "Cats")


def test_a_chosen_column_of_a_sheet_gives_texts_and_another_their_labels():
    form = texts_form(source="sheet", sheet=SHEET, has_header="on", column=1, label_column=2)

    assert form.is_valid(), form.errors
    assert form.texts.texts == ("a cat sleeps", "a dog barks")
    assert form.texts.labels == ("cats", "dogs")
    assert (form.texts.column, form.texts.label_column) == ("text", "topic")


def test_without_a_choice_the_column_with_the_longest_texts_is_taken():
    form = texts_form(source="sheet", sheet=SHEET, has_header="on")

    assert form.is_valid(), form.errors
    assert form.texts.column == "text"


def test_without_names_the_first_row_is_a_text():
    form = texts_form(source="sheet", sheet="one\ttwo words\nthree\tfour words")

    assert form.is_valid(), form.errors
    assert form.texts.texts == ("two words", "four words")


def test_a_file_of_excel_in_china_is_read():
    content = "编号,评论\r\n1,很好\r\n2,太热了\r\n".encode("gb18030")
    form = texts_form(SimpleUploadedFile("评论.csv", content), source="file")

    assert form.is_valid(), form.errors
    assert form.texts.texts == ("很好", "太热了")
    assert form.texts.name == "评论"


def test_a_row_that_is_too_short_is_named_by_its_line():
    content = b"id,text\n1,fine\n2\n"
    form = texts_form(SimpleUploadedFile("x.csv", content), source="file")

    with override("en"):
        assert "Line 3, column “text”: The row has only 1 of 2 cells." in errors(form)


def test_a_fault_is_told_in_chinese():
    form = texts_form(SimpleUploadedFile("x.csv", b""), source="file")

    with override("zh-hans"):
        assert "文件" in errors(form)


def test_a_text_that_is_too_long_is_named_by_line_and_column():
    long = "x" * (MAX_TEXT_CHARACTERS + 1)
    sheet = f"id\ttext\n1\tfine\n2\t{long}\n"
    with override("en"):
        assert "Line 3, column “text”" in errors(
            texts_form(source="sheet", sheet=sheet, has_header="on")
        )
        assert "Line 2: The text has 20,001 characters" in errors(texts_form(lines=f"a\n{long}"))


def test_too_many_texts_are_counted():
    with override("en"):
        assert "5,001 texts" in errors(texts_form(lines="a\n" * (MAX_TEXTS + 1)))


@pytest.mark.parametrize("source", ["lines", "sheet", "file"])
def test_nothing_is_no_text(source):
    assert not texts_form(source=source).is_valid()


def test_another_source_than_there_are_is_refused():
    assert not texts_form(source="web", lines="a").is_valid()


def test_the_columns_of_a_sheet_are_offered_before_it_is_sent():
    form = TableForm({"source": "sheet", "sheet": SHEET, "has_header": "on"})

    assert form.is_valid(), form.errors
    assert form.table.columns == ("id", "text", "topic")
    assert form.text_column == 1
