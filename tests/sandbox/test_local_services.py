"""The data services with the models that every installation has."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import httpx
import pytest

from playground.sandbox.keys import V2_KEY
from tests.sandbox.server import start_sandbox
from tests.sandbox.test_embeddings import cosine
from tests.sandbox.wire import ChatClient


@pytest.fixture(scope="module")
def local() -> Iterator[ChatClient]:
    """A V2 client of a sandbox whose embedder and painter are not scripted."""
    with (
        start_sandbox("local", "--data-dir", "no-such-folder") as url,
        httpx.Client(base_url=url, trust_env=False, timeout=30) as http,
    ):
        yield ChatClient(http, bearer=V2_KEY)


def test_embeddings_mean_something(local: ChatClient) -> None:
    texts = ["How do I cook noodles?", "面条怎么煮", "The stock market fell."]

    answer = local.call("/v2/embeddings", model="bge-large-zh", input=texts)

    first, second, third = (item["embedding"] for item in answer.json()["data"])
    assert answer.headers["X-Sandbox-Backend"] == "local"
    assert cosine(first, second) > 0.5 > cosine(first, third)


def test_documents_are_ranked_by_meaning(local: ChatClient) -> None:
    documents = ["The stock market fell.", "Boil the pasta for ten minutes."]
    body = {"model": "bce-reranker-base_v1", "query": "面条怎么煮", "documents": documents}

    answer = local.call("/v2/rerank", **body)

    assert [result["index"] for result in answer.json()["results"]] == [1, 0]


def test_pictures_are_painted_as_jpeg(local: ChatClient) -> None:
    body = {"model": "irag-1.0", "prompt": "山", "size": "512x512", "response_format": "b64_json"}

    answer = local.call("/v2/images/generations", **body)

    picture = base64.b64decode(answer.json()["data"][0]["b64_json"])
    assert picture.startswith(b"\xff\xd8\xff")
    assert answer.headers["X-Sandbox-Backend"] == "local"


def test_a_request_with_faults_is_answered_by_the_script(local: ChatClient) -> None:
    answer = local.call("/v2/embeddings", model="tao-8k", input="a", fault="latency=1")

    assert answer.headers["X-Sandbox-Backend"] == "scripted"
