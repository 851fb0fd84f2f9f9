"""The official `openai` package, unmodified, embeds and paints with the sandbox's V2."""

from __future__ import annotations

import base64
import io

import httpx
import openai
import pytest
from PIL import Image

from playground.sandbox.catalog import V2_LISTED


def test_it_embeds_in_its_own_packed_form_and_in_plain_numbers(
    official: openai.OpenAI,
) -> None:
    packed = official.embeddings.create(model="bge-large-zh", input=["你好", "hello"])
    plain = official.embeddings.create(
        model="bge-large-zh", input=["你好", "hello"], encoding_format="float"
    )

    assert [item.index for item in packed.data] == [0, 1]
    assert len(packed.data[0].embedding) == 1024
    for first, second in zip(packed.data, plain.data, strict=True):
        assert first.embedding == pytest.approx(second.embedding, abs=1e-6)
    assert packed.usage.total_tokens == plain.usage.total_tokens > 0


def test_it_embeds_one_string(official: openai.OpenAI) -> None:
    answer = official.embeddings.create(model="embedding-v1", input="hello")

    assert len(answer.data[0].embedding) == 384


def test_it_gets_pictures_as_urls(official: openai.OpenAI) -> None:
    answer = official.images.generate(model="irag-1.0", prompt="山", n=2, size="512x512")

    pictures = [httpx.get(item.url or "", trust_env=False).content for item in answer.data or []]
    assert [Image.open(io.BytesIO(content)).size for content in pictures] == [(512, 512)] * 2


def test_it_gets_a_picture_as_base64(official: openai.OpenAI) -> None:
    answer = official.images.generate(
        model="flux.1-schnell", prompt="sea", size="1024x1024", response_format="b64_json"
    )

    content = base64.b64decode((answer.data or [])[0].b64_json or "")
    assert Image.open(io.BytesIO(content)).size == (1024, 1024)


def test_it_lists_the_models_of_all_services(official: openai.OpenAI) -> None:
    assert [model.id for model in official.models.list()] == list(V2_LISTED)


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("my-fault-rate-limit", openai.RateLimitError),
        ("my-fault-server-error", openai.InternalServerError),
        ("text-embedding-3-small", openai.AuthenticationError),
        ("my-fault-cut", openai.APIConnectionError),
    ],
)
def test_it_meets_errors(official: openai.OpenAI, model: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        official.embeddings.create(model=model, input="hello")


def test_it_is_told_what_is_too_much(official: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="max batch size is 16"):
        official.embeddings.create(model="embedding-v1", input=["a"] * 17)
    with pytest.raises(openai.BadRequestError, match="size must be"):
        official.images.generate(model="irag-1.0", prompt="a", size="256x256")
