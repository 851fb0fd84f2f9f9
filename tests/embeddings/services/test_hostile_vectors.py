"""Whatever a provider sends in the place of vectors: the run ends, and no nonsense is stored."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async

from playground.embeddings.forms import ChosenTexts
from playground.embeddings.models import Embedding, TextSource
from playground.embeddings.services import embedding as service
from playground.embeddings.services import sets
from playground.runs import live_runs
from playground.runs.call_settings import CallSettings
from playground.runs.models import Run, RunStatus
from tests.embeddings.sets import make_embedding, make_set
from tests.factories import make_credential
from tests.gateway.loopback import server

pytestmark = pytest.mark.django_db(transaction=True)

# What stands for the vectors of two texts.
NO_VECTORS = {
    "empty": '[{"embedding": []}, {"embedding": []}]',
    "of different lengths": '[{"embedding": [1]}, {"embedding": [1, 2]}]',
    "too few": '[{"embedding": [1]}]',
    "too many": '[{"embedding": [1]}, {"embedding": [1]}, {"embedding": [1]}]',
    "one place twice": '[{"embedding": [1], "index": 0}, {"embedding": [2], "index": 0}]',
    "no places": '[{"embedding": [1], "index": []}, {"embedding": [2], "index": {}}]',
    "texts": '[{"embedding": "1"}, {"embedding": "2"}]',
    "texts in them": '[{"embedding": ["1"]}, {"embedding": ["2"]}]',
    "nothing": '[{"embedding": null}, {"embedding": null}]',
    "not a number": '[{"embedding": [NaN]}, {"embedding": [1]}]',
    "without end": '[{"embedding": [1e999]}, {"embedding": [1]}]',
    "too large for us": '[{"embedding": [1e39]}, {"embedding": [1]}]',
    "too large for anybody": f'[{{"embedding": [1{"0" * 400}]}}, {{"embedding": [1]}}]',
    "no list": '{"embedding": [1]}',
}


def speaking(body: str):
    content = body.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}"

    async def speak(reader, writer):
        writer.write(f"{head}\r\nConnection: close\r\n\r\n".encode() + content)
        await writer.drain()
        writer.close()

    return server(speak)


@database_sync_to_async
def credential_at(user, port, settings):
    settings.EGRESS_ALLOWED = [f"127.0.0.1:{port}"]
    return make_credential(
        owner=user,
        kind="openai_compatible",
        parts={"key": "sk-0123456789abcdef"},
        base_url=f"http://127.0.0.1:{port}/v1",
    )


async def embedded(user, body, settings):
    """Embed two texts with a provider that answers so."""
    async with speaking(body) as port:
        credential = await credential_at(user, port, settings)
        call = CallSettings(credential, "openai_compatible", "m", "", {})
        chosen = ChosenTexts("Two", TextSource.LINES, ("one", "two"))
        create = database_sync_to_async(sets.create_set)
        started = await create(owner=user, chosen=chosen, settings=call)
        await live_runs.start(started.prepared)
    return await Embedding.objects.select_related("run").aget(pk=started.embedding.pk)


@pytest.mark.parametrize("data", NO_VECTORS.values(), ids=NO_VECTORS)
async def test_what_is_no_vectors_is_told_and_not_stored(alice, settings, data):
    embedding = await embedded(alice, f'{{"data": {data}}}', settings)

    assert (embedding.run.status, embedding.run.error_code) == (
        RunStatus.FAILED,
        "malformed_response",
    )
    assert (embedding.dimension, embedding.done_count) == (0, 0)
    assert not await embedding.parts.aexists()


async def test_odd_words_beside_vectors_keep_no_run_from_its_end(alice, settings):
    odd = r'{"\u0000": "a\u0000\ud83c", "n": 1e999, "usage": {"prompt_tokens": -7}, "id": "\u0000"'

    embedding = await embedded(
        alice, odd + ', "data": [{"embedding": [1, 2]}, {"embedding": [3, 4]}]}', settings
    )

    assert embedding.run.status == RunStatus.SUCCEEDED
    assert (embedding.dimension, embedding.done_count) == (2, 2)
    assert (embedding.run.input_tokens, embedding.input_tokens) == (None, None)
    assert "\x00" not in str(embedding.run.response)


async def test_a_query_without_numbers_is_told(alice, settings):
    async with speaking('{"data": [{"embedding": []}]}') as port:
        credential = await credential_at(alice, port, settings)
        texts = await database_sync_to_async(make_set)(alice)
        embedding = await database_sync_to_async(make_embedding)(texts, (), credential=credential)
        await Embedding.objects.filter(pk=embedding.pk).aupdate(provider="openai_compatible")
        await embedding.arefresh_from_db()
        ask = database_sync_to_async(service.ask_for_neighbors)
        asked = await ask(user=alice, embedding=embedding, text="a cat")
        await live_runs.start(asked.prepared)

    run = await Run.objects.aget(uuid=asked.prepared.uuid)
    assert run.error_code == "malformed_response"
    await asked.query.arefresh_from_db()
    assert asked.query.vector is None
