"""The two routes of embeddings: shapes, limits, and faults."""

from __future__ import annotations

import base64
import struct
from typing import Any

import httpx
import pytest

from tests.sandbox.wire import ChatClient, error_of

V2 = "/v2/embeddings"


def cosine(first: list[float], second: list[float]) -> float:
    return sum(a * b for a, b in zip(first, second, strict=True))


def test_v1_answers_with_one_vector_per_text(v1: ChatClient) -> None:
    answer = v1.call("embeddings/embedding-v1", input=["a", "b"], stream=False, user_id="u")

    body = answer.json()
    assert (body["object"], body["id"][:3]) == ("embedding_list", "as-")
    assert [(item["object"], item["index"]) for item in body["data"]] == [
        ("embedding", 0),
        ("embedding", 1),
    ]
    assert {len(item["embedding"]) for item in body["data"]} == {384}
    assert body["usage"] == {"prompt_tokens": 2, "total_tokens": 2}
    assert "model" not in body
    assert answer.headers["X-Sandbox-Backend"] == "scripted"
    assert "X-Ratelimit-Remaining-Tokens" in answer.headers


@pytest.mark.parametrize(
    ("endpoint", "dimension"),
    [("bge_large_zh", 1024), ("bge_large_en", 1024), ("tao_8k", 1024), ("my-own", 384)],
)
def test_each_model_has_its_dimension(v1: ChatClient, endpoint: str, dimension: int) -> None:
    vector = v1.call(f"embeddings/{endpoint}", input=["你好"]).json()["data"][0]["embedding"]

    assert len(vector) == dimension
    assert cosine(vector, vector) == pytest.approx(1, abs=1e-4)


def test_texts_that_share_words_are_nearer(v1: ChatClient) -> None:
    texts = ["面条怎么煮", "怎么煮好吃的面条", "股票市场今天下跌"]

    data = v1.call("embeddings/embedding-v1", input=texts).json()["data"]
    first, second, third = (item["embedding"] for item in data)

    assert cosine(first, second) > 0.4 > cosine(first, third)


def test_v2_takes_a_string_and_says_its_model(v2: ChatClient) -> None:
    body = v2.call(V2, model="embedding-v1", input="hello").json()

    assert body["model"] == "embedding-v1"
    assert len(body["data"][0]["embedding"]) == 384


def test_v2_packs_vectors_as_base64(v2: ChatClient) -> None:
    plain = v2.call(V2, model="tao-8k", input=["hello"], encoding_format="float").json()
    packed = v2.call(V2, model="tao-8k", input=["hello"], encoding_format="base64").json()

    numbers = struct.unpack("<1024f", base64.b64decode(packed["data"][0]["embedding"]))
    assert numbers == pytest.approx(plain["data"][0]["embedding"], abs=1e-6)


@pytest.mark.parametrize(
    ("model", "texts", "error_code", "code"),
    [
        ("embedding-v1", None, 336003, "invalid_argument"),
        ("embedding-v1", [], 336003, "invalid_argument"),
        ("embedding-v1", [""], 336003, "invalid_argument"),
        ("embedding-v1", ["a", 5], 336003, "invalid_argument"),
        ("embedding-v1", [[1, 2, 3]], 336003, "invalid_argument"),
        ("embedding-v1", ["a"] * 17, 336003, "invalid_argument"),
        ("tao-8k", ["a", "b"], 336003, "invalid_argument"),
        ("embedding-v1", ["a" * 1001], 336007, "characters_too_long"),
        ("embedding-v1", ["a " * 400], 336103, "tokens_too_long"),
        ("bge-large-zh", ["中" * 2001], 336007, "characters_too_long"),
        ("tao-8k", ["a" * 28001], 336007, "characters_too_long"),
    ],
)
def test_limits_are_kept_in_both_protocols(
    v1: ChatClient, v2: ChatClient, model: str, texts: Any, error_code: int, code: str
) -> None:
    endpoint = model if model == "embedding-v1" else model.replace("-", "_")

    first = v1.call(f"embeddings/{endpoint}", input=texts)
    second = v2.call(V2, model=model, input=texts)

    assert (first.status_code, error_of(first)) == (200, error_code)
    assert (second.status_code, error_of(second)) == (400, code)


def test_the_widest_requests_pass(v1: ChatClient) -> None:
    many = v1.call("embeddings/embedding-v1", input=["a" * 1000] * 16).json()
    long = v1.call("embeddings/tao_8k", input=["好" * 13000]).json()

    assert len(many["data"]) == 16
    assert long["usage"]["total_tokens"] == 8125


def test_v1_takes_no_single_string(v1: ChatClient) -> None:
    assert error_of(v1.call("embeddings/embedding-v1", input="hello")) == 336003


def test_v2_refuses_an_unknown_encoding(v2: ChatClient) -> None:
    answer = v2.call(V2, model="embedding-v1", input="a", encoding_format="int8")

    assert error_of(answer) == "invalid_argument"


def test_unknown_models_are_refused(v1: ChatClient, v2: ChatClient) -> None:
    assert error_of(v1.call("embeddings/text-embedding-3-small", input=["a"])) == 3
    answer = v2.call(V2, model="text-embedding-3-small", input=["a"])
    assert (answer.status_code, error_of(answer)) == (401, "invalid_model")


def test_faults_strike_by_header_and_by_name(v1: ChatClient, v2: ChatClient) -> None:
    first = v1.call("embeddings/my-fault-rate-limit", input=["a"])
    second = v1.call("embeddings/embedding-v1", input=["a"], fault="qps")
    third = v2.call(V2, model="my-fault-status-503", input=["a"])
    fourth = v2.call(V2, model="embedding-v1", input=["a"], fault="no-usage")

    assert [error_of(first), error_of(second)] == [336501, 18]
    assert third.status_code == 503
    assert "usage" not in fourth.json()


def test_a_cut_answer_breaks_off(v1: ChatClient) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        v1.call("embeddings/my-fault-cut", input=["a"])


def test_others_cannot_ask(http: httpx.Client) -> None:
    assert error_of(ChatClient(http).call("embeddings/embedding-v1", input=["a"])) == 100
    assert ChatClient(http, bearer="nonsense").call(V2, input=["a"]).status_code == 401
