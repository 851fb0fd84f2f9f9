from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.tables.formulas import neutralize, neutralize_row


@pytest.mark.parametrize("trigger", "=+-@＝＋－＠﹦﹢﹣﹫")
@pytest.mark.parametrize(
    "before", ["", " ", "\ufeff", "\u200b", "\u00a0", "\u3000", '"', "“", "\x00", ' \u202e"\ufeff ']
)
def test_what_begins_like_a_formula_gets_an_apostrophe(trigger, before):
    text = f"{before}{trigger}cmd|' /C calc'!A0"

    assert neutralize(text) == f"'{text}"


@pytest.mark.parametrize("text", ["\tx", "\rx", "\nx", "-", "+86 138", "-1+1", "- 3", "＝1", "－3"])
def test_what_a_spreadsheet_may_take_for_one_gets_it_too(text):
    assert neutralize(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    ["-3.5", "+1e5", "-1,200.50", "+.5", "-5.", "-2%", "-1e-9 ", "1;-2;+3", "-1\t-2"],
)
def test_numbers_stay_as_they_are(text):
    assert neutralize(text) == text


@pytest.mark.parametrize("text", ["", "hello", "a=b", "a - b; c", "1\n- list\n- more", "你好；=1"])
def test_plain_texts_stay_as_they_are(text):
    assert neutralize(text) == text


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("x;=1", "x;'=1"),
        ('x; "=1', "x;' \"=1"),
        ("x\t@y", "x\t'@y"),
        ("-1;=2;-3", "-1;'=2;-3"),
        ("=1;=2", "'=1;'=2"),
        ("\t=1", "'\t'=1"),
    ],
)
def test_a_formula_behind_what_parts_cells_elsewhere_gets_it_there(text, harmless):
    assert neutralize(text) == harmless


@given(st.text(alphabet="=+-@＝;\t\r\n '\"\ufeff\u200b1.a"))
def test_doing_it_twice_changes_nothing_more(text):
    assert neutralize(neutralize(text)) == neutralize(text)
    assert neutralize_row([text, "x"]) == [neutralize(text), "x"]


@given(st.text(alphabet="=+-@＝;\t\r\n '\"\ufeff\u200b1.a"))
def test_only_apostrophes_are_added(text):
    assert neutralize(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize(
    "text",
    ["\t" * 100_000, "; " * 50_000 + "x", "-" * 100_000, ";-1" * 30_000, "\t" * 99_999 + "="],
)
def test_the_time_is_linear_in_the_text(text):
    began = time.process_time()

    neutralize(text)

    assert time.process_time() - began < 1
