from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.gateway.text import TextCleaner, clean_text

ANY_TEXT = st.text(st.characters(exclude_categories=()) | st.sampled_from("\x00\ud83c\udf0f"))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain", "plain"),
        ("你好 🌏", "你好 🌏"),
        ("a\x00b", "ab"),
        ("\ud83c\udf0f", "🌏"),
        ("a\ud83cb", "a\N{REPLACEMENT CHARACTER}b"),
        ("\udf0f\ud83c", "\N{REPLACEMENT CHARACTER}" * 2),
        ("\ud83c\x00\udf0f", "🌏"),
    ],
)
def test_nul_goes_and_surrogates_become_characters(text, cleaned):
    assert clean_text(text) == cleaned


def test_a_pair_split_between_pieces_is_joined():
    cleaner = TextCleaner()

    pieces = [cleaner.clean("a\ud83c"), cleaner.clean("\udf0fb"), cleaner.flush()]

    assert pieces == ["a", "🌏b", ""]


def test_half_a_pair_at_the_end_is_replaced():
    cleaner = TextCleaner()

    assert cleaner.clean("a\ud83c") + cleaner.flush() == "a\N{REPLACEMENT CHARACTER}"


@given(st.lists(ANY_TEXT, max_size=5))
def test_cleaned_text_can_always_be_encoded(pieces):
    cleaner = TextCleaner()

    text = "".join(cleaner.clean(piece) for piece in pieces) + cleaner.flush()

    assert "\x00" not in text
    text.encode()
