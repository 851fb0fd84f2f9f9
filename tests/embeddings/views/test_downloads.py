from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest
from asgiref.sync import async_to_sync

from tests.embeddings.sets import VECTORS, address, make_embedding, make_set, signed_in


@pytest.fixture
def embedding(alice):
    texts = make_set(alice, labels=("cat", "cat", "=dog", "cat"), label_column="kind")
    return make_embedding(texts, VECTORS[:3])


@async_to_sync
async def downloaded(user, embedding, as_format):
    client = await signed_in(user)
    response = await client.get(address("download", embedding, format=as_format))
    assert f'filename="Animals embedding-v1.{as_format}"' in response["Content-Disposition"]
    return b"".join([piece async for piece in response.streaming_content])


def test_a_spreadsheet_finds_nothing_to_execute(alice, embedding):
    content = downloaded(alice, embedding, "csv").decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["text"] for row in rows] == ["a cat", "the cat", "'=a dog", "no cat"]
    assert rows[2]["kind"] == "'=dog"
    assert json.loads(rows[2]["embedding"]) == [0.0, 2.0]
    assert (rows[2]["dimension"], rows[2]["norm"]) == ("2", "2")
    assert rows[3]["embedding"] == ""


def test_json_lines_have_what_there_is(alice, embedding):
    lines = [json.loads(line) for line in downloaded(alice, embedding, "jsonl").splitlines()]

    assert lines[2] == {
        "number": 3,
        "text": "=a dog",
        "label": "=dog",
        "model": "embedding-v1",
        "embedding": [0.0, 2.0],
    }
    assert lines[3]["embedding"] is None


def test_numpy_loads_the_array_with_a_row_for_each_text(alice, embedding):
    array = np.load(io.BytesIO(downloaded(alice, embedding, "npy")))

    assert array.dtype == np.float32
    assert array[:3].tolist() == np.array(VECTORS[:3], np.float32).tolist()
    assert np.isnan(array[3]).all()


def test_many_texts_come_in_their_order(alice):
    vectors = np.random.default_rng(1).normal(size=(450, 3)).astype(np.float32)
    embedding = make_embedding(make_set(alice, [f"text {n}" for n in range(450)]), vectors)

    array = np.load(io.BytesIO(downloaded(alice, embedding, "npy")))

    assert (array == vectors).all()


def test_another_format_does_not_exist(alice_client, embedding):
    assert alice_client.get(address("download", embedding, format="exe")).status_code == 404
