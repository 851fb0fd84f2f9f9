"""New sets, another model, stop and go on: over HTTP, on the loop that runs them."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from playground.embeddings.models import Embedding, EmbeddingSet
from playground.runs import services
from playground.runs.models import RunStatus
from tests.embeddings.sets import HTMX, address, call_fields, make_embedding, make_set, signed_in

NEW = reverse("embeddings:new")
COLUMNS = reverse("embeddings:columns")


async def all_ended():
    await services.shut_down(timeout=20)


async def made():
    return await Embedding.objects.select_related("set", "run").order_by("-pk").afirst()


def test_the_form_is_empty_at_first(alice, alice_client):
    content = alice_client.get(NEW).content.decode()

    assert "Embed texts" in content
    assert 'role="alert"' not in content


@pytest.mark.django_db(transaction=True)
async def test_texts_are_embedded_and_shown(alice, sandbox):
    client = await signed_in(alice)

    response = await client.post(
        NEW, {"source": "lines", "lines": "a cat\n\na dog", **call_fields(sandbox)}
    )
    await all_ended()

    embedding = await made()
    assert response.url == address("table", embedding)
    assert embedding.run.status == RunStatus.SUCCEEDED
    assert embedding.done_count == 2
    content = (await client.get(response.url)).content.decode()
    assert "a dog" in content
    assert "384" in content
    assert "1 blank one left out" in content


@pytest.mark.django_db(transaction=True)
async def test_a_column_of_a_file_is_embedded(alice, sandbox):
    client = await signed_in(alice)
    file = SimpleUploadedFile("animals.csv", b"id,text,kind\n1,a cat,cat\n2,a dog,dog\n")
    fields = {"source": "file", "file": file, "column": 1, "label_column": 2}

    response = await client.post(NEW, {**fields, **call_fields(sandbox)}, headers=HTMX)
    await all_ended()

    texts = await EmbeddingSet.objects.aget()
    assert response["HX-Redirect"] == address("table", await made())
    assert (texts.name, texts.texts) == ("animals", ["a cat", "a dog"])
    assert texts.labels == ["cat", "dog"]


@pytest.mark.django_db(transaction=True)
async def test_what_is_wrong_is_said_and_nothing_typed_is_lost(alice, sandbox):
    client = await signed_in(alice)
    fields = {"source": "sheet", "sheet": " ", "name": "My <b>", **call_fields(sandbox)}

    page = (await client.post(NEW, fields)).content.decode()
    fragment = (await client.post(NEW, fields, headers=HTMX)).content.decode()

    assert "There are no rows." in page
    assert 'value="My &lt;b&gt;"' in page
    assert fragment.strip().startswith('<div class="faults"')
    assert not await EmbeddingSet.objects.aexists()


@pytest.mark.django_db(transaction=True)
async def test_without_a_credential_that_is_said(alice, charlie, sandbox):
    client = await signed_in(charlie)

    response = await client.post(
        NEW, {"source": "lines", "lines": "a", **call_fields(sandbox)}, headers=HTMX
    )

    assert "credential is no longer available" in response.content.decode()
    assert not await EmbeddingSet.objects.aexists()


def test_columns_are_offered(alice_client):
    sheet = {"source": "sheet", "sheet": "id\ttext\n1\ta <b>cat\n", "has_header": "on"}

    content = alice_client.post(COLUMNS, sheet, headers=HTMX).content.decode()

    assert "<html" not in content
    assert "a &lt;b&gt;cat" in content
    assert '<option value="1" selected>' in " ".join(content.split())


def test_a_file_that_cannot_be_read_is_explained(alice_client):
    file = SimpleUploadedFile("x.xlsx", b"PK\x03\x04broken")

    content = alice_client.post(COLUMNS, {"source": "file", "file": file}).content.decode()

    assert 'role="alert"' in content


def test_lines_have_no_columns(alice_client):
    content = alice_client.post(COLUMNS, {"source": "lines"}).content.decode()

    assert "select" not in content
    assert 'role="alert"' not in content


@pytest.mark.django_db(transaction=True)
async def test_another_model_embeds_the_same_texts(alice, sandbox):
    client = await signed_in(alice)
    texts = await sync_to_async(make_set)(alice)
    await sync_to_async(make_embedding)(texts)
    url = reverse("embeddings:embed", args=[texts.uuid])

    await client.post(url, call_fields(sandbox, model="bge-large-en"))
    await all_ended()

    second = await made()
    assert (second.set, second.model, second.done_count) == (texts, "bge-large-en", 4)


@pytest.mark.django_db(transaction=True)
async def test_another_model_needs_a_credential(alice, sandbox):
    client = await signed_in(alice)
    texts = await sync_to_async(make_set)(alice)
    await sync_to_async(make_embedding)(texts)
    url = reverse("embeddings:embed", args=[texts.uuid])

    fragment = await client.post(url, {}, headers=HTMX)
    page = await client.post(url, {})

    assert "Choose the one to call with" in fragment.content.decode()
    assert page.status_code == 302
    assert await Embedding.objects.acount() == 1


@pytest.mark.django_db(transaction=True)
async def test_the_rest_is_embedded(alice, sandbox):
    client = await signed_in(alice)
    texts = await sync_to_async(make_set)(alice, ("one", "two", "three"))
    embedding = await sync_to_async(make_embedding)(texts, (), credential=sandbox)

    page = (await client.get(address("table", embedding))).content.decode()
    await client.post(address("resume", embedding))
    await all_ended()

    assert "3 texts have no vector yet" in page
    await embedding.arefresh_from_db()
    assert embedding.done_count == 3


@pytest.mark.django_db(transaction=True)
async def test_what_cannot_go_on_says_why(alice, sandbox):
    client = await signed_in(alice)
    texts = await sync_to_async(make_set)(alice, ("one",))
    embedding = await sync_to_async(make_embedding)(texts, ())

    response = await client.post(address("resume", embedding), follow=True)

    assert "credential is no longer there" in response.content.decode()


@pytest.mark.django_db(transaction=True)
async def test_a_run_is_stopped_and_can_go_on(alice, sandbox):
    client = await signed_in(alice)
    lines = "\n".join(f"text {number}" for number in range(64))
    fields = {**call_fields(sandbox), "service": "", "endpoint": "my-fault-latency-3000"}
    await client.post(NEW, {"source": "lines", "lines": lines, **fields})
    embedding = await made()

    live = (await client.get(address("table", embedding))).content.decode()
    await client.post(address("stop", embedding))
    await all_ended()

    assert f'data-run="{embedding.run.uuid}"' in live
    stopped = await made()
    assert stopped.run.status == RunStatus.STOPPED
    assert "Embed the rest" in (await client.get(address("table", embedding))).content.decode()


@pytest.mark.parametrize("verb", ["resume", "stop"])
@pytest.mark.django_db(transaction=True)
async def test_strangers_neither_stop_nor_go_on(alice, bob, charlie, team, verb):
    texts = await sync_to_async(make_set)(alice)
    embedding = await sync_to_async(make_embedding)(texts)

    for person in (bob, charlie):
        client = await signed_in(person)
        assert (await client.post(address(verb, embedding))).status_code == 404


@pytest.mark.django_db(transaction=True)
async def test_strangers_embed_nothing(alice, charlie, sandbox):
    texts = await sync_to_async(make_set)(alice)
    client = await signed_in(charlie)

    response = await client.post(
        reverse("embeddings:embed", args=[texts.uuid]), call_fields(sandbox)
    )

    assert response.status_code == 404
