"""Reranking on V1 and V2."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.wire import ChatClient, error_of

QUERY = "上海的天气怎么样"
DOCUMENTS = ["北京有很多美食", "上海今天天气晴朗", "Weather report for Shanghai"]


def test_the_best_document_comes_first(v1: ChatClient) -> None:
    body = v1.call("reranker/bce_reranker_base", query=QUERY, documents=DOCUMENTS).json()

    assert body["object"] == "reranker_list"
    assert body["results"][0]["index"] == 1
    assert all(DOCUMENTS[result["index"]] == result["document"] for result in body["results"])
    scores = [result["relevance_score"] for result in body["results"]]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert body["usage"]["total_tokens"] > 0


def test_top_n_limits_the_answer(v1: ChatClient) -> None:
    few = v1.call("reranker/my-own", query=QUERY, documents=DOCUMENTS, top_n=2).json()
    all_of_them = v1.call("reranker/my-own", query=QUERY, documents=DOCUMENTS, top_n=9).json()

    assert (len(few["results"]), len(all_of_them["results"])) == (2, 3)


@pytest.mark.parametrize("path", ["/v2/rerankers", "/v2/rerank"])
@pytest.mark.parametrize("model", ["bce-reranker-base_v1", "bce-reranker-base"])
def test_v2_answers_under_both_paths_and_names(v2: ChatClient, path: str, model: str) -> None:
    body = v2.call(path, model=model, query=QUERY, documents=DOCUMENTS, top_n=1).json()

    assert body["model"] == model
    assert [result["index"] for result in body["results"]] == [1]


@pytest.mark.parametrize(
    ("change", "error_code", "code"),
    [
        ({"query": ""}, 336003, "invalid_argument"),
        ({"query": None}, 336003, "invalid_argument"),
        ({"documents": []}, 336003, "invalid_argument"),
        ({"documents": "one"}, 336003, "invalid_argument"),
        ({"documents": ["a", " "]}, 336003, "invalid_argument"),
        ({"documents": ["a"] * 65}, 336003, "invalid_argument"),
        ({"top_n": 0}, 336003, "invalid_argument"),
        ({"top_n": True}, 336003, "invalid_argument"),
        ({"query": "a" * 1601}, 336007, "characters_too_long"),
        ({"query": "a " * 401}, 336103, "tokens_too_long"),
        ({"documents": ["a" * 4097]}, 336007, "characters_too_long"),
        ({"documents": ["a " * 1025]}, 336103, "tokens_too_long"),
    ],
)
def test_limits_are_kept_in_both_protocols(
    v1: ChatClient, v2: ChatClient, change: dict[str, Any], error_code: int, code: str
) -> None:
    body = {"query": QUERY, "documents": DOCUMENTS, **change}

    first = v1.call("reranker/bce-reranker-base", **body)
    second = v2.call("/v2/rerank", model="bce-reranker-base", **body)

    assert error_of(first) == error_code
    assert (second.status_code, error_of(second)) == (400, code)


def test_faults_strike_here_too(v1: ChatClient) -> None:
    assert error_of(v1.call("reranker/my-fault-expired-token", query="a", documents=["a"])) == 111
