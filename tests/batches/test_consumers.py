"""The socket of a batch's page: who hears what, through the real application."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone

from playground.accounts import sockets
from playground.accounts.models import Membership
from playground.accounts.sessions import user_group
from playground.batches.models import BatchJob, BatchRunner, BatchStatus
from playground.batches.progress import progress_of, send_progress
from playground.conversations.notifications import changed_message
from tests.batches.ended_jobs import make_job
from tests.conversations.sockets import connected

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/ws/batches/"
COUNTS = {"total_count": 10, "succeeded_count": 3, "failed_count": 1}


@pytest_asyncio.fixture(autouse=True)
async def _orderly_end():
    yield
    # PostgreSQL drops no database that the thread of the sockets is still connected to.
    await sync_to_async(connections.close_all)()


@pytest.fixture
def job(alice, team):
    return make_job(alice, status=BatchStatus.RUNNING, team=team, **COUNTS)


def watching(user):
    return connected(user, path=PATH)


async def watch(page, job):
    await page.send("batch.watch", batch=str(job.uuid))
    return await page.receive()


async def hears_nothing(page):
    return await page.communicator.receive_nothing(timeout=0.1)


async def test_whoever_watches_is_told_at_once_where_the_job_stands(alice, job):
    await BatchRunner.objects.acreate(
        job=job, owner="p", in_flight=2, lease_until=timezone.now() + timedelta(minutes=1)
    )
    await BatchRunner.objects.acreate(
        job=job, owner="dead", in_flight=9, lease_until=timezone.now() - timedelta(minutes=1)
    )

    async with watching(alice) as page:
        frame = await watch(page, job)

    assert (frame["type"], frame["batch"]) == ("batch.progress", str(job.uuid))
    progress = frame["progress"]
    assert (progress["succeeded"], progress["failed"], progress["running"]) == (3, 1, 2)
    assert frame["status_text"] == "Running"


async def test_two_tabs_and_a_teammate_hear_the_same(alice, bob, job):
    async with watching(alice) as first, watching(alice) as second, watching(bob) as mate:
        pages = [first, second, mate]
        for page in pages:
            await watch(page, job)
        job.succeeded_count = 7
        await send_progress(job.uuid, progress_of(job, running=3))
        frames = [await page.receive() for page in pages]

    assert [frame["progress"]["succeeded"] for frame in frames] == [7, 7, 7]
    assert [frame["progress"]["running"] for frame in frames] == [3, 3, 3]


async def test_the_reason_of_a_pause_is_told_in_words(alice, job):
    job.status, job.reason_code = BatchStatus.PAUSED, "owner_inactive"
    await job.asave()

    async with watching(alice) as page:
        frame = await watch(page, job)

    assert frame["progress"]["reason_code"] == "owner_inactive"
    assert frame["reason_text"] == "The account of its owner was deactivated."


@pytest.mark.parametrize("is_known", [True, False])
async def test_a_stranger_hears_nothing(charlie, job, is_known):
    async with watching(charlie) as page:
        await page.send("batch.watch", batch=str(job.uuid if is_known else uuid4()))
        refused = await page.receive()
        await send_progress(job.uuid, progress_of(job))

        assert (refused["type"], refused["code"]) == ("batch.refused", "not_found")
        assert await hears_nothing(page)


async def test_a_deleted_job_is_not_found(alice, job):
    await BatchJob.objects.filter(pk=job.pk).aupdate(deleted_at=timezone.now())

    async with watching(alice) as page:
        assert (await watch(page, job))["code"] == "not_found"


async def test_a_socket_watches_one_job_at_a_time(alice, job):
    other = await database_sync_to_async(make_job)(alice)
    async with watching(alice) as page:
        await watch(page, job)
        await watch(page, other)
        await send_progress(job.uuid, progress_of(job))

        assert await hears_nothing(page)


async def test_whoever_watches_twice_is_told_once(alice, job):
    async with watching(alice) as page:
        await watch(page, job)
        await watch(page, job)
        await send_progress(job.uuid, progress_of(job))
        await page.receive()

        assert await hears_nothing(page)


@pytest.mark.parametrize("occasion", ["message", "ping"])
async def test_withdrawn_access_ends_the_telling(bob, job, monkeypatch, occasion):
    monkeypatch.setattr(sockets, "RECHECK_SECONDS", 0)
    async with watching(bob) as page:
        await watch(page, job)
        await Membership.objects.filter(user=bob).adelete()
        if occasion == "ping":
            await page.send("socket.ping")
        await send_progress(job.uuid, progress_of(job))
        refused = await page.receive()
        assert (refused["type"], refused["code"]) == ("batch.refused", "not_found")
        assert refused["batch"] == str(job.uuid)
        if occasion == "ping":
            assert (await page.receive())["type"] == "socket.pong"
        await send_progress(job.uuid, progress_of(job))
        assert await hears_nothing(page)


async def test_an_ended_session_closes_the_socket_before_the_next_message(alice, job, monkeypatch):
    monkeypatch.setattr(sockets, "RECHECK_SECONDS", 0)
    async with watching(alice) as page:
        await watch(page, job)
        await Session.objects.all().adelete()
        await send_progress(job.uuid, progress_of(job))
        closed = await page.communicator.receive_output(timeout=5)

    assert closed == {"type": "websocket.close", "code": 4401}


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("", "malformed_frame", None),
        ("[]", "malformed_frame", None),
        ('{"type": 7}', "malformed_frame", "type"),
        ('{"type": "batch.watch"}', "malformed_frame", "batch"),
        ('{"type": "batch.watch", "batch": 5}', "malformed_frame", "batch"),
        ('{"type": "batch.watch", "batch": "\\u0000"}', "malformed_frame", "batch"),
        ('{"type": "batch.progress"}', "unknown_frame", "type"),
        ('{"type": "prompt.submit"}', "unknown_frame", "type"),
    ],
)
async def test_what_cannot_be_obeyed_is_answered(alice, text, code, field):
    async with watching(alice) as page:
        await page.communicator.send_input({"type": "websocket.receive", "text": text})
        refused = await page.receive()
        await page.send("socket.ping")
        pong = await page.receive()

    assert (refused["type"], refused["code"]) == ("batch.refused", code)
    assert refused.get("field") == field
    assert pong["type"] == "socket.pong"


async def test_words_for_other_pages_of_the_person_pass_by(alice, job):
    async with watching(alice) as page:
        await get_channel_layer().group_send(user_group(alice.pk), changed_message({"x": ""}))

        assert (await watch(page, job))["type"] == "batch.progress"
