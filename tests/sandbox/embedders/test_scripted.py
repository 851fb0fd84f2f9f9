"""Vectors from hashed words."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from playground.sandbox.embedders.scripted import ScriptedEmbedder, hash_text, overlap


def cosine(first: str, second: str) -> float:
    pairs = zip(hash_text(first, 384), hash_text(second, 384), strict=True)
    return sum(a * b for a, b in pairs)


@given(st.text(), st.sampled_from((384, 1024)))
def test_every_text_has_a_vector_of_length_one(text: str, dimension: int) -> None:
    vector = hash_text(text, dimension)

    assert len(vector) == dimension
    assert sum(value * value for value in vector) == pytest.approx(1, abs=1e-4)
    assert vector == hash_text(text, dimension)


@given(st.text(), st.text())
def test_an_overlap_is_a_share(query: str, document: str) -> None:
    assert 0 <= overlap(query, document) <= 1
    assert overlap(query, query) in (0, pytest.approx(1))


def test_texts_that_share_words_are_nearer() -> None:
    assert cosine("red apples", "green apples") > cosine("red apples", "fast trains")
    assert cosine("我喜欢苹果", "苹果很好吃") > cosine("我喜欢苹果", "火车很快")
    assert cosine("running", "runner") > cosine("running", "apple")


def test_case_and_punctuation_do_not_matter() -> None:
    assert cosine("Hello, World!", "hello world") == pytest.approx(1, abs=1e-4)


async def test_it_embeds_and_rates_in_the_order_given() -> None:
    embedder = ScriptedEmbedder()

    vectors = await embedder.embed(["a", "b"], 384)
    scores = await embedder.rate("apple pie", ["train", "apple pie", "apple"])

    assert vectors == [hash_text("a", 384), hash_text("b", 384)]
    assert sorted(scores) == [scores[0], scores[2], scores[1]]
