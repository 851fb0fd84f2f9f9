"""Embedding as runs: all texts, the rest of them, and queries."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async
from django.http import Http404

from playground.embeddings.forms import ChosenTexts
from playground.embeddings.models import Embedding, EmbeddingQuery, EmbeddingSet, TextSource
from playground.embeddings.refusals import EmbeddingRefused
from playground.embeddings.services import embedding as service
from playground.embeddings.services import sets
from playground.embeddings.stored_vectors import read_vectors
from playground.runs import live_runs
from playground.runs.call_settings import CallSettings
from playground.runs.models import Run, RunKind, RunStatus

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = tuple(f"text {number}" for number in range(40))


def settings_for(credential, model="embedding-v1", **fields):
    return CallSettings(credential, "qianfan_v2", model, fields.get("endpoint", ""), {})


async def embedded(user, credential, texts=TEXTS, **fields):
    chosen = ChosenTexts("Numbers", TextSource.LINES, texts)
    create = database_sync_to_async(sets.create_set)
    started = await create(owner=user, chosen=chosen, settings=settings_for(credential, **fields))
    await live_runs.start(started.prepared)
    return await Embedding.objects.select_related("set", "run").aget(pk=started.embedding.pk)


@database_sync_to_async
def vectors_of(embedding):
    return read_vectors(embedding)


async def test_all_texts_get_a_vector_and_the_run_is_recorded(alice, sandbox):
    embedding = await embedded(alice, sandbox)

    assert embedding.run.kind == RunKind.EMBEDDING
    assert embedding.run.status == RunStatus.SUCCEEDED, embedding.run.error_code
    assert (embedding.done_count, embedding.dimension) == (40, 384)
    assert embedding.input_tokens == embedding.run.input_tokens > 0
    stored = await vectors_of(embedding)
    assert stored.places.tolist() == list(range(40))


async def test_two_models_embed_the_same_texts(alice, sandbox):
    first = await embedded(alice, sandbox)
    start = database_sync_to_async(service.start_embedding)

    started = await start(
        user=alice, texts=first.set, settings=settings_for(sandbox, "bge-large-en")
    )
    await live_runs.start(started.prepared)

    second = await Embedding.objects.aget(pk=started.embedding.pk)
    assert (second.set_id, second.dimension) == (first.set_id, 1024)


async def test_the_tokens_of_a_text_are_known_where_it_went_alone(alice, sandbox):
    embedding = await embedded(alice, sandbox, ("one", "two words"), model="tao-8k")

    counted = [part.tokens async for part in embedding.parts.order_by("start")]
    assert len(counted) == 2
    assert all(counted)


async def test_only_the_texts_without_a_vector_are_embedded_again(alice, sandbox):
    embedding = await embedded(alice, sandbox)
    before = (await vectors_of(embedding)).matrix
    await embedding.parts.filter(start=16).adelete()
    resume = database_sync_to_async(service.resume_embedding)

    started = await resume(user=alice, embedding=embedding)
    await live_runs.start(started.prepared)

    assert len(started.prepared.request.texts) == 16
    resumed = await Embedding.objects.select_related("run").aget(pk=embedding.pk)
    assert resumed.run_id != embedding.run_id
    assert ((await vectors_of(resumed)).matrix == before).all()


async def test_texts_here_and_there_are_embedded_into_their_places(alice, sandbox):
    embedding = await embedded(alice, sandbox, ("one", "two", "three", "four"), model="tao-8k")
    before = (await vectors_of(embedding)).matrix
    await embedding.parts.filter(start__in=(0, 2)).adelete()
    resume = database_sync_to_async(service.resume_embedding)

    started = await resume(user=alice, embedding=embedding)
    await live_runs.start(started.prepared)

    assert ((await vectors_of(embedding)).matrix == before).all()


async def test_there_may_be_nothing_left_to_embed(alice, sandbox):
    embedding = await embedded(alice, sandbox, ("one",))

    with pytest.raises(EmbeddingRefused, match="nothing_left"):
        await database_sync_to_async(service.resume_embedding)(user=alice, embedding=embedding)


async def test_a_second_click_starts_nothing(alice, sandbox):
    embedding = await embedded(alice, sandbox)
    await embedding.parts.filter(start=0).adelete()
    resume = database_sync_to_async(service.resume_embedding)
    await resume(user=alice, embedding=embedding)

    with pytest.raises(EmbeddingRefused, match="still_running"):
        await resume(user=alice, embedding=embedding)


async def test_without_its_credential_nothing_goes_on(alice, sandbox):
    embedding = await embedded(alice, sandbox)
    await embedding.parts.filter(start=0).adelete()
    await sandbox.adelete()
    resume = database_sync_to_async(service.resume_embedding)

    with pytest.raises(EmbeddingRefused) as refused:
        await resume(user=alice, embedding=await Embedding.objects.aget(pk=embedding.pk))

    assert "credential" in refused.value.sentence


async def test_a_failed_run_says_why_and_keeps_what_came(alice, sandbox):
    embedding = await embedded(alice, sandbox, endpoint="my-fault-status-500", model="")

    assert embedding.run.status == RunStatus.FAILED
    assert embedding.done_count == 0


async def test_a_query_is_embedded_once(alice, sandbox):
    embedding = await embedded(alice, sandbox)
    ask = database_sync_to_async(service.ask_for_neighbors)
    asked = await ask(user=alice, embedding=embedding, text="a number")
    await live_runs.start(asked.prepared)

    again = await ask(user=alice, embedding=embedding, text="a number")

    assert again.prepared is None
    assert again.query == asked.query
    query = await EmbeddingQuery.objects.aget(pk=asked.query.pk)
    assert len(query.vector) == 4 * embedding.dimension


async def test_a_second_click_asks_nothing_while_the_first_one_is_answered(alice, sandbox):
    embedding = await embedded(alice, sandbox)
    ask = database_sync_to_async(service.ask_for_neighbors)

    first = await ask(user=alice, embedding=embedding, text="a number")
    second = await ask(user=alice, embedding=embedding, text="a number")

    assert (second.query, second.prepared) == (first.query, None)
    assert first.prepared is not None


async def test_texts_that_another_tab_has_deleted_are_not_found(alice, sandbox):
    embedding = await embedded(alice, sandbox)
    await embedding.parts.filter(start=0).adelete()
    await database_sync_to_async(sets.delete_set)(texts=await EmbeddingSet.objects.aget())
    verbs = (
        (service.start_embedding, {"texts": embedding.set, "settings": settings_for(sandbox)}),
        (service.resume_embedding, {"embedding": embedding}),
        (service.ask_for_neighbors, {"embedding": embedding, "text": "a number"}),
    )

    for verb, fields in verbs:
        with pytest.raises(Http404):
            await database_sync_to_async(verb)(user=alice, **fields)


async def test_what_comes_for_deleted_texts_fails_the_run(alice, sandbox):
    chosen = ChosenTexts("Numbers", TextSource.LINES, TEXTS)
    create = database_sync_to_async(sets.create_set)
    started = await create(owner=alice, chosen=chosen, settings=settings_for(sandbox))
    delete = database_sync_to_async(sets.delete_set)

    live = await delete(texts=started.embedding.set)
    await live_runs.start(started.prepared)

    assert live == [started.prepared.uuid]
    run = await Run.objects.aget(uuid=started.prepared.uuid)
    assert run.status == RunStatus.FAILED
