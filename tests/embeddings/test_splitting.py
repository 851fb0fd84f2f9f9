"""Texts by lines and by the column of a sheet."""

from __future__ import annotations

import pytest

from playground.embeddings.splitting import (
    MAX_CHARACTERS,
    MAX_TEXT_CHARACTERS,
    MAX_TEXTS,
    SplitTexts,
    TextTooLongError,
    TooManyTextsError,
    TooMuchTextError,
    read_cells,
    split_column,
    split_lines,
)


def test_lines_are_texts_and_blank_ones_are_counted():
    split = split_lines("one\r\n\r\n  two \n \nthree\n")

    assert split == SplitTexts(("one", "two", "three"), 2, (0, 2, 4))


def test_a_line_separator_of_unicode_stays_inside_its_text():
    assert split_lines("one\u2028still one").texts == ("one\u2028still one",)


def test_cells_in_quotes_have_newlines_tabs_and_quotes():
    rows = read_cells('id\ttext\r\n1\t"two\nlines"\r\n2\t"a ""b""\tc"\r\n')

    assert rows == [["id", "text"], ["1", "two\nlines"], ["2", 'a "b"\tc']]


def test_a_quote_inside_a_cell_is_a_quote():
    assert read_cells('5" pipe\tx\n') == [['5" pipe', "x"]]


def test_a_cell_may_be_long():
    assert read_cells("x" * 200_000) == [["x" * 200_000]]


def test_a_column_gives_one_text_a_row():
    rows = [["1", "one"], ["2", " "], ["3"], ["4", "four"]]

    assert split_column(rows, 1) == SplitTexts(("one", "four"), 2, (0, 3))


def test_a_text_that_is_too_long_is_named():
    with pytest.raises(TextTooLongError) as raised:
        split_lines("short\n\n" + "字" * (MAX_TEXT_CHARACTERS + 1))

    assert raised.value.number == 3
    assert raised.value.length == MAX_TEXT_CHARACTERS + 1
    assert split_lines("字" * MAX_TEXT_CHARACTERS).blank_count == 0


def test_too_many_texts_are_counted():
    with pytest.raises(TooManyTextsError) as raised:
        split_lines("a\n" * (MAX_TEXTS + 1))

    assert raised.value.count == MAX_TEXTS + 1
    assert len(split_lines("a\n" * MAX_TEXTS).texts) == MAX_TEXTS


def test_all_texts_together_have_a_limit():
    line = "x" * MAX_TEXT_CHARACTERS + "\n"

    with pytest.raises(TooMuchTextError) as raised:
        split_lines(line * (MAX_CHARACTERS // MAX_TEXT_CHARACTERS + 1))

    assert raised.value.length == MAX_CHARACTERS + MAX_TEXT_CHARACTERS
