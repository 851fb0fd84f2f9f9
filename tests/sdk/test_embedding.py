"""What the documents show of embeddings."""

from __future__ import annotations

import pytest

import playground.sdk as qianfan

pytestmark = pytest.mark.usefixtures("application_key", "bearer_key")


async def test_texts_become_vectors():
    emb = qianfan.Embedding()

    resp = emb.do(texts=["The highest mountain in the world"], user_id="somebody")
    later = await emb.ado(texts=["The highest mountain in the world"])

    vector = resp["data"][0]["embedding"]
    assert len(vector) == 384
    assert later["data"][0]["embedding"] == vector
    assert resp.request.json_body == {
        "input": ["The highest mountain in the world"],
        "user_id": "somebody",
    }


def test_model_and_endpoint_may_be_those_of_the_call():
    emb = qianfan.Embedding(model="Embedding-V1")

    assert len(emb.do(["a"], model="bge-large-zh")["data"][0]["embedding"]) == 1024
    assert emb.do(["a"], endpoint="my-service").request.url.endswith("/embeddings/my-service")


def test_as_many_texts_as_one_likes_come_back_in_order():
    texts = [f"Text number {number}" for number in range(40)]

    data = qianfan.Embedding().do(texts)["data"]

    assert [item["index"] for item in data] == list(range(40))
    assert data[39]["embedding"] == qianfan.Embedding().do(texts[39:])["data"][0]["embedding"]


def test_v2_embeds_as_well():
    resp = qianfan.Embedding(version="2").do(["a"], model="bge-large-zh")

    assert len(resp["data"][0]["embedding"]) == 1024


async def test_batches_take_lists_of_texts():
    emb = qianfan.Embedding()

    results = emb.batch_do([["a", "b"], ["c"]]).results()
    later = await emb.abatch_do([["a", "b"], ["c"]], worker_num=1)

    assert [len(result["data"]) for result in results] == [2, 1]
    assert [result["data"] for result in later] == [result["data"] for result in results]


@pytest.mark.parametrize("arguments", [{"texts": "a"}, {"texts": ["a"], "stream": True}])
def test_what_cannot_be_embedded_is_refused(arguments):
    with pytest.raises(qianfan.InvalidArgumentError):
        qianfan.Embedding().do(**arguments)


def test_embedding_models_are_listed():
    assert {"Embedding-V1", "tao-8k"} <= set(qianfan.Embedding().models())
