"""Texts are compared word by word, and long ones in bounded time."""

from __future__ import annotations

import time

import pytest

from playground.comparisons.word_diff import MAX_LINES, MAX_WORDS, word_difference


def pieces(first, second):
    return [(piece.kind, piece.text) for piece in word_difference(first, second).pieces]


def text_of(difference, kind):
    return "".join(piece.text for piece in difference.pieces if piece.kind in ("same", kind))


def test_a_word_that_changes_goes_before_the_one_that_comes():
    assert pieces("The red boat sails.", "The blue boat sails.") == [
        ("same", "The "),
        ("removed", "red "),
        ("added", "blue "),
        ("same", "boat sails."),
    ]


def test_chinese_is_compared_by_character():
    assert pieces("我喜欢红色的船。", "我喜欢蓝色的船。") == [
        ("same", "我喜欢"),
        ("removed", "红"),
        ("added", "蓝"),
        ("same", "色的船。"),
    ]


def test_chinese_and_english_stand_beside_each_other():
    assert pieces("用 Python 写", "用 Django 写") == [
        ("same", "用 "),
        ("removed", "Python "),
        ("added", "Django "),
        ("same", "写"),
    ]


@pytest.mark.parametrize(("first", "second"), [("a b", "a\n\nb"), ("It's", "It's "), ("", "")])
def test_white_space_makes_no_difference(first, second):
    assert word_difference(first, second).is_none


def test_an_apostrophe_belongs_to_its_word():
    assert pieces("It's fine", "It’s fine") == [
        ("removed", "It's "),
        ("added", "It’s "),
        ("same", "fine"),
    ]


@pytest.mark.parametrize(("first", "second"), [("", "all new"), ("all gone", ""), ("a b", "c d")])
def test_texts_without_anything_in_common(first, second):
    difference = word_difference(first, second)

    assert text_of(difference, "removed") == first
    assert text_of(difference, "added") == second
    assert (difference.removed, difference.added) == (len(first.split()), len(second.split()))


def test_both_texts_are_whole_in_the_difference():
    first = "One two, three. 一二三 four\nfive six 🙂 seven"
    second = "One, two three. 一三 four\n\nsix 🙂🙂 eight"

    difference = word_difference(first, second)

    # Of what both have, the white space is that of the second.
    removed = text_of(difference, "removed")
    assert "".join(removed.split()) == "".join(first.split())
    assert text_of(difference, "added") == second


def test_long_texts_are_compared_by_lines_and_their_words():
    first = "".join(f"Line {number} of the text.\n" for number in range(MAX_WORDS))
    second = first.replace("Line 700 of", "Line 700 in")

    difference = word_difference(first, second)

    assert not difference.is_cut
    assert [piece.text for piece in difference.pieces if piece.kind != "same"] == ["of ", "in "]


def test_of_very_long_texts_the_beginnings_are_compared():
    first = "word\n" * (MAX_LINES + 10)

    assert word_difference(first, "other " + first).is_cut


@pytest.mark.parametrize("step", [1, 7, 51])
def test_texts_that_go_round_in_circles_take_no_longer(step):
    first = " ".join(f"w{number % 101}" for number in range(20_000))
    second = " ".join(f"w{number * step % 101 + 1}" for number in range(20_000))
    lines = first.replace(" ", "\n"), second.replace(" ", "\n")
    started = time.process_time()

    word_difference(first, second)
    word_difference(*lines)

    assert time.process_time() - started < 5
