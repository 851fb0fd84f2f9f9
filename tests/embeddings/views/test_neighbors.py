from __future__ import annotations

import re

import pytest
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.urls import reverse

from playground.embeddings.models import EmbeddingQuery
from playground.embeddings.vectors import as_matrix, to_blob
from playground.runs import services
from tests.embeddings.sets import HTMX, address, call_fields, make_embedding, make_set, signed_in


@pytest.fixture
def embedding(alice):
    return make_embedding(make_set(alice))


def shown(content):
    return re.findall(r'class="neighbor__text">([^<]*)<', content)


def test_neighbors_of_a_text_leave_it_out_and_begin_with_the_nearest(alice_client, embedding):
    content = alice_client.get(address("neighbors", embedding, text=1)).content.decode()

    assert shown(content) == ["the cat", "=a dog", "no cat"]
    assert "1.000" in content
    assert "-1.000" in content


def test_neighbors_of_a_query_are_those_of_its_vector(alice_client, embedding):
    query = EmbeddingQuery.objects.create(
        embedding=embedding, text="dog?", vector=to_blob(as_matrix([[0.0, 1.0]]))
    )

    content = alice_client.get(
        address("neighbors", embedding, query=query.uuid), headers=HTMX
    ).content.decode()

    assert shown(content)[0] == "=a dog"
    assert "<html" not in content
    assert 'value="dog?"' in content


def test_a_vector_of_another_dimension_is_explained(alice_client, embedding):
    query = EmbeddingQuery.objects.create(
        embedding=embedding, text="dog?", vector=to_blob(as_matrix([[0.0, 1.0, 2.0]]))
    )

    content = alice_client.get(address("neighbors", embedding, query=query.uuid)).content.decode()

    assert "another dimension" in content


def test_a_query_that_failed_says_why(alice_client, embedding):
    query = EmbeddingQuery.objects.create(embedding=embedding, text="dog?")

    content = alice_client.get(address("neighbors", embedding, query=query.uuid)).content.decode()

    assert 'role="alert"' in content


@pytest.mark.parametrize("text", ["", "0", "5", "x", "²", "9" * 30])
def test_any_number_is_answered(alice_client, embedding, text):
    response = alice_client.get(address("neighbors", embedding, text=text, query="x"))

    assert response.status_code == 200
    assert shown(response.content.decode()) == []


@pytest.mark.django_db(transaction=True)
async def test_a_query_is_embedded_and_its_neighbors_shown(alice, sandbox):
    client = await signed_in(alice)
    new = {"source": "lines", "lines": "a cat\na dog\nthe price", **call_fields(sandbox)}
    table = (await client.post(reverse("embeddings:new"), new)).url
    await services.shut_down(timeout=20)

    # As the server does it: a request that waits for a run leaves it the thread to the database.
    async with ThreadSensitiveContext():
        response = await client.post(f"{table}neighbors/ask/", {"query": "a cat"}, headers=HTMX)

    content = (await client.get(response["HX-Redirect"])).content.decode()
    assert shown(content)[0] == "a cat"
    assert "1.000" in content


@pytest.mark.django_db(transaction=True)
async def test_a_query_that_cannot_be_called_stays_in_its_field(alice):
    client = await signed_in(alice)
    embedding = await sync_to_async(make_embedding)(await sync_to_async(make_set)(alice))

    response = await client.post(address("ask", embedding), {"query": "a <cat>"}, headers=HTMX)

    content = response.content.decode()
    assert "credential is no longer there" in content
    assert 'value="a &lt;cat&gt;"' in content


@pytest.mark.django_db(transaction=True)
async def test_an_empty_query_is_refused(alice):
    client = await signed_in(alice)
    embedding = await sync_to_async(make_embedding)(await sync_to_async(make_set)(alice))

    response = await client.post(address("ask", embedding), {"query": " "}, follow=True)

    assert "required" in response.content.decode()


@pytest.mark.django_db(transaction=True)
async def test_strangers_ask_nothing(alice, charlie):
    client = await signed_in(charlie)
    embedding = await sync_to_async(make_embedding)(await sync_to_async(make_set)(alice))

    assert (await client.post(address("ask", embedding), {"query": "x"})).status_code == 404
