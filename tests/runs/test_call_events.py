"""Runs of calls that are answered at once: what they bring is kept, and their steps are told."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async

from playground.gateway import EmbeddingRequest, ImageRequest
from playground.runs import live_runs, services
from playground.runs.models import Run, RunKind, RunStatus
from playground.runs.steps import read_steps
from tests.conversations.sockets import connected

pytestmark = pytest.mark.django_db(transaction=True)
EMBEDDING, IMAGE = RunKind.EMBEDDING, RunKind.IMAGE
TEXTS = tuple(f"text {number}" for number in range(40))


async def ended_run(user, credential, request, kind):
    """Make the call; return its run and all parts that were to be kept."""
    kept = []

    async def keep(part):
        # What is kept may point to the run.
        assert await Run.objects.filter(uuid=prepared.uuid).aexists()
        kept.append(part)

    prepared = services.prepare_run(
        credential=credential, provider="qianfan_v2", request=request, keep=keep
    )
    await database_sync_to_async(services.save_run)(user=user, prepared=prepared, kind=kind)
    await live_runs.start(prepared)
    return await Run.objects.aget(uuid=prepared.uuid), kept


async def test_the_vectors_of_many_texts_come_in_parts(alice, sandbox):
    request = EmbeddingRequest(texts=TEXTS, model="embedding-v1")

    run, kept = await ended_run(alice, sandbox, request, EMBEDDING)

    assert run.status == RunStatus.SUCCEEDED, run.error_code
    vectors = {part.start + n: v for part in kept for n, v in enumerate(part.vectors)}
    assert sorted(vectors) == list(range(len(TEXTS)))
    assert len(kept) > 1
    done = [step["done"] for step in read_steps(run.steps)]
    assert (done[-1], done) == (len(TEXTS), sorted(done))
    assert run.input_tokens > 0
    assert run.title == "text 0"


async def test_the_record_of_an_embedding_holds_neither_vectors_nor_thousands_of_texts(
    alice, sandbox
):
    request = EmbeddingRequest(texts=TEXTS, model="embedding-v1")

    run, _ = await ended_run(alice, sandbox, request, EMBEDDING)

    assert len(run.request["body"]["input"]) < len(TEXTS)
    assert "data" not in run.response


async def test_a_picture_is_kept_and_not_in_the_record(alice, sandbox):
    request = ImageRequest(prompt="A boat", model="irag-1.0")

    run, kept = await ended_run(alice, sandbox, request, IMAGE)

    assert run.status == RunStatus.SUCCEEDED, run.error_code
    assert [image.media_type for image in kept[0].images] == ["image/png"]
    assert "b64" not in str(run.response)
    assert [step["step"] for step in read_steps(run.steps)] == ["image"]


async def test_steps_are_followed_on_the_socket(alice, sandbox):
    run, _ = await ended_run(
        alice, sandbox, EmbeddingRequest(texts=TEXTS, model="embedding-v1"), EMBEDDING
    )

    async with connected(alice, path="/ws/runs/") as page:
        await page.send("run.attach", run=str(run.uuid), offset=0, reasoning_offset=0)
        frames = await page.receive_until("completion.finished")

    assert "".join(f["text"] for f in frames if f["type"] == "run.steps") == run.steps != ""


async def test_what_cannot_be_kept_fails_the_run(alice, sandbox):
    async def keep(part):
        raise OSError("disk full")

    prepared = services.prepare_run(
        credential=sandbox,
        provider="qianfan_v2",
        request=ImageRequest(prompt="A boat", model="irag-1.0"),
        keep=keep,
    )
    await database_sync_to_async(services.save_run)(user=alice, prepared=prepared, kind=IMAGE)
    await live_runs.start(prepared)

    run = await Run.objects.aget(uuid=prepared.uuid)
    assert (run.status, run.error_code) == (RunStatus.FAILED, "internal_error")
