from __future__ import annotations

from playground.embeddings.models import Embedding, EmbeddingSet
from tests.embeddings.sets import make_embedding, make_set


def test_a_set_is_its_owners_alone(alice, bob, charlie, team):
    texts = make_set(alice)
    embedding = make_embedding(texts)

    for people in ("visible_to", "editable_by"):
        for person, expected in ((alice, 1), (bob, 0), (charlie, 0)):
            assert getattr(EmbeddingSet.objects, people)(person).count() == expected
            assert getattr(Embedding.objects, people)(person).count() == expected
    assert str(texts.uuid) in str(texts)
    assert str(embedding.uuid) in str(embedding)


def test_an_endpoint_of_ones_own_names_the_model(alice):
    embedding = make_embedding(make_set(alice), endpoint="my-bge")

    assert embedding.model_name == "my-bge"
