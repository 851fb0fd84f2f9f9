"""What the documents show of reranking."""

from __future__ import annotations

import pytest

import playground.sdk as qianfan

pytestmark = pytest.mark.usefixtures("application_key", "bearer_key")

QUERY = "The weather in Beijing"
DOCUMENTS = ["There is much to eat in Beijing", "The weather in Beijing is 12 degrees and cloudy"]


@pytest.mark.parametrize("version", ["1", "2"])
async def test_documents_come_best_first(version: str):
    reranker = qianfan.Reranker(version=version)

    res = reranker.do(QUERY, DOCUMENTS)
    later = await reranker.ado(QUERY, DOCUMENTS, top_n=1)

    assert [result["index"] for result in res["results"]] == [1, 0]
    assert [result["document"] for result in later["results"]] == DOCUMENTS[1:]


async def test_batches_take_pairs_of_a_query_and_its_documents():
    reranker = qianfan.Reranker()
    pairs = [(QUERY, DOCUMENTS), (QUERY, DOCUMENTS[:1])]

    results = reranker.batch_do(pairs).results()
    later = await reranker.abatch_do(pairs)

    assert [len(resp["results"]) for resp in results] == [2, 1]
    assert [resp["results"] for resp in later] == [resp["results"] for resp in results]


def test_an_order_is_not_streamed():
    with pytest.raises(qianfan.InvalidArgumentError):
        qianfan.Reranker().do(QUERY, DOCUMENTS, stream=True)
