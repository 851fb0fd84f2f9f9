"""The sentence encoder: its vectors mean something, in more than one language."""

from __future__ import annotations

import pytest

from playground.sandbox.embedders import choose_embedder
from playground.sandbox.embedders.local import LocalEmbedder
from playground.sandbox.embedders.scripted import ScriptedEmbedder

TEXTS = ["What is the capital of France?", "法国的首都是哪里？", "How do I cook noodles?"]


@pytest.fixture(scope="module")
def embedder() -> LocalEmbedder:
    """One for all tests, for its model takes two seconds to load."""
    return LocalEmbedder()


def cosine(first: list[float], second: list[float]) -> float:
    return sum(a * b for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("dimension", [384, 1024])
async def test_meaning_is_near_across_languages(embedder: LocalEmbedder, dimension: int) -> None:
    english, chinese, other = await embedder.embed(TEXTS, dimension)

    assert len(english) == dimension
    assert cosine(english, english) == pytest.approx(1, abs=1e-4)
    assert cosine(english, chinese) > 0.5 > 0.2 > cosine(english, other)


async def test_a_projection_keeps_the_cosines(embedder: LocalEmbedder) -> None:
    small = await embedder.embed(TEXTS, 384)
    large = await embedder.embed(TEXTS, 1024)

    for first, second in ((0, 1), (0, 2), (1, 2)):
        expected = cosine(large[first], large[second])
        assert cosine(small[first], small[second]) == pytest.approx(expected, abs=0.08)


async def test_the_answer_to_a_question_is_rated_best(embedder: LocalEmbedder) -> None:
    documents = ["The recipe needs salt.", "Paris is the capital of France.", "今天下雨。"]

    scores = await embedder.rate(TEXTS[1], documents)

    assert scores.index(max(scores)) == 1
    assert all(0 <= score <= 1 for score in scores)


async def test_a_long_text_is_the_mean_of_its_parts(embedder: LocalEmbedder) -> None:
    short, long = await embedder.embed(["法国的首都" * 300, "法国的首都" * 3000], 384)

    assert cosine(short, long) > 0.95


@pytest.mark.parametrize("text", ["!", "\x00", "😀" * 50, "\u2028", "a" * 27_000])
async def test_odd_texts_have_vectors_too(embedder: LocalEmbedder, text: str) -> None:
    (vector,) = await embedder.embed([text], 1024)

    assert cosine(vector, vector) == pytest.approx(1, abs=1e-4)


def test_the_script_embeds_only_when_it_is_asked_for() -> None:
    assert isinstance(choose_embedder("scripted"), ScriptedEmbedder)
    assert isinstance(choose_embedder("local"), LocalEmbedder)
    assert isinstance(choose_embedder("auto"), LocalEmbedder)
