"""Texts are compared word by word, and long ones in bounded time."""

from __future__ import annotations

import random
import time

import pytest

from playground.comparisons.word_diff import MAX_WORDS, word_difference


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


@pytest.mark.parametrize("separator", [" ", "\n"])
def test_the_words_of_long_texts_are_found_too(separator):
    first = separator.join(f"The number {number} of the text." for number in range(5_000))
    second = first.replace("number 700 of", "number 700 in").replace("number 4000", "figure 4000")

    difference = word_difference(first, second)

    assert not difference.is_cut
    changed = [piece.text.strip() for piece in difference.pieces if piece.kind != "same"]
    assert changed == ["of", "in", "number", "figure"]


def test_long_chinese_is_compared_by_character():
    generator = random.Random(1)
    characters = [chr(generator.randrange(0x4E00, 0x5200)) for _ in range(30_000)]
    first = "".join(characters)
    for place in range(0, 30_000, 3_000):
        characters[place] = "🙂"
    second = "".join(characters)

    difference = word_difference(first, second)

    assert (difference.removed, difference.added) == (10, 10)


@pytest.mark.parametrize("seed", range(20))
def test_both_texts_stay_whole_however_they_differ(seed):
    generator = random.Random(seed)
    words = [f"w{number}" for number in range(generator.choice([3, 50, 5_000]))]
    first = generator.choices(words, k=generator.randrange(6_000))
    second = list(first)
    for _ in range(generator.randrange(200)):
        place = generator.randrange(len(second) + 1)
        second[place : place + generator.randrange(30)] = generator.choices(words, k=5)

    difference = word_difference(" ".join(first), " ".join(second))

    assert text_of(difference, "removed").split() == first
    assert text_of(difference, "added").split() == second


def test_of_very_long_texts_the_beginnings_are_compared():
    first = "word " * (MAX_WORDS + 10)

    assert word_difference(first, "other " + first).is_cut


@pytest.mark.parametrize("step", [1, 7, 51])
def test_texts_that_go_round_in_circles_take_no_longer(step):
    first = " ".join(f"w{number % 101}" for number in range(MAX_WORDS))
    second = " ".join(f"w{number * step % 101 + 1}" for number in range(MAX_WORDS))
    started = time.process_time()

    word_difference(first, second)
    word_difference(first[:7_000], second[:7_000])

    assert time.process_time() - started < 5
