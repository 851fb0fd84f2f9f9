from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from django.urls import reverse

from playground.embeddings.models import EmbeddingSet
from playground.runs import live_runs
from tests.embeddings.sets import HTMX, address, make_embedding, make_set, signed_in

INDEX = reverse("embeddings:index")


def test_the_list_shows_sets_with_their_models(alice, alice_client):
    make_embedding(make_set(alice, name="Reviews"), model="bge-large-zh")

    content = alice_client.get(INDEX).content.decode()

    assert "Reviews" in content
    assert "bge-large-zh" in content
    assert "4 texts" in content


def test_nobody_sees_the_sets_of_others(alice, bob_client, charlie_client, team):
    make_embedding(make_set(alice, name="Reviews"))

    for client in (bob_client, charlie_client):
        assert "Reviews" not in client.get(INDEX).content.decode()


def test_the_list_is_searched_by_name(alice, alice_client):
    make_embedding(make_set(alice, name="Reviews"))
    make_embedding(make_set(alice, name="Questions"))

    response = alice_client.get(INDEX, {"q": "\x00rev"}, headers=HTMX)

    content = response.content.decode()
    assert "Reviews" in content
    assert "Questions" not in content
    assert "<html" not in content
    assert "HX-Request" in response["Vary"]


def test_the_list_asks_no_more_for_more_sets(alice, alice_client, django_assert_max_num_queries):
    for _ in range(5):
        make_embedding(make_set(alice))

    with django_assert_max_num_queries(8):
        alice_client.get(INDEX)


def test_a_name_is_harmless(alice, alice_client):
    make_embedding(make_set(alice, name="<script>x</script>"))

    assert "<script>x" not in alice_client.get(INDEX).content.decode()


def test_a_set_is_renamed(alice, alice_client):
    texts = make_set(alice)
    make_embedding(texts)

    response = alice_client.post(reverse("embeddings:rename", args=[texts.uuid]), {"name": "New"})

    assert response.status_code == 302
    texts.refresh_from_db()
    assert texts.name == "New"


def test_a_set_needs_a_name(alice, alice_client):
    texts = make_set(alice)

    alice_client.post(reverse("embeddings:rename", args=[texts.uuid]), {"name": " "})

    texts.refresh_from_db()
    assert texts.name == "Animals"


@pytest.mark.django_db(transaction=True)
async def test_a_deleted_set_is_gone_with_its_vectors(alice):
    client = await signed_in(alice)
    texts = await EmbeddingSet.objects.acreate(
        owner=alice, name="x", source="lines", texts=["a"], text_count=1
    )

    response = await client.post(reverse("embeddings:delete", args=[texts.uuid]))

    assert response.url == INDEX
    assert not await EmbeddingSet.objects.aexists()
    assert not live_runs.generations()


@pytest.mark.parametrize("verb", ["rename", "delete"])
def test_strangers_change_nothing(alice, bob_client, charlie_client, team, verb):
    texts = make_set(alice)

    for client in (bob_client, charlie_client):
        response = client.post(reverse(f"embeddings:{verb}", args=[texts.uuid]), {"name": "Mine"})
        assert response.status_code == 404
    texts.refresh_from_db()
    assert texts.name == "Animals"


@pytest.mark.django_db(transaction=True)
async def test_the_vectors_of_one_model_go_and_the_texts_stay(alice):
    client = await signed_in(alice)
    texts = await sync_to_async(make_set)(alice)
    first = await sync_to_async(make_embedding)(texts)
    second = await sync_to_async(make_embedding)(texts, model="bge-large-zh")

    response = await client.post(address("discard", second), follow=True)

    assert response.redirect_chain[-1][0] == address("table", first)
    assert "“bge-large-zh” was deleted." in response.content.decode()


@pytest.mark.django_db(transaction=True)
async def test_strangers_discard_nothing(alice, charlie):
    client = await signed_in(charlie)
    embedding = await sync_to_async(make_embedding)(await sync_to_async(make_set)(alice))

    assert (await client.post(address("discard", embedding))).status_code == 404
