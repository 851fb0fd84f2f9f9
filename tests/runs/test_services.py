"""Runs without a consumer: start, checkpoints, shut-down, and what a killed process leaves."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import ThreadSensitiveContext, async_to_sync, sync_to_async
from channels.db import database_sync_to_async
from django.utils import timezone

from playground.credentials.rate_limits import limit_key, rate_limiter
from playground.credentials.services import set_limits
from playground.gateway import ChatMessage, ChatRequest
from playground.gateway.limits import RateLimits
from playground.runs import checkpoints, live_runs, services
from playground.runs.generation import PROCESS_OWNER
from playground.runs.models import Run, RunStatus
from playground.runs.stream_log import GrowingText

pytestmark = pytest.mark.django_db(transaction=True)
SLOW = "my-fault-deltas-500--delta-10"


async def start(user, credential, model=SLOW, **options):
    prepared = await database_sync_to_async(_save)(user, credential, model, **options)
    return prepared.uuid, live_runs.start(prepared)


def _save(user, credential, model, before=("", "")):
    prepared = services.prepare_run(
        credential=credential,
        provider="qianfan_v2",
        request=ChatRequest(messages=(ChatMessage("user", "Hi"),), model=model),
        before=before,
    )
    services.save_run(user=user, prepared=prepared)
    return prepared


async def first_text(run):
    follower = live_runs.follow(run, offset=0, reasoning_offset=0)
    text = GrowingText()
    while not text.length:
        text.append((await follower.read()).output)


async def test_a_run_ends_measured(alice, sandbox):
    uuid, ended = await start(alice, sandbox, "my-fault-deltas-3")
    await ended

    run = await Run.objects.aget(uuid=uuid)
    assert run.status == RunStatus.SUCCEEDED
    assert run.finished_at >= run.started_at
    assert run.latency_ms >= run.ttft_ms >= 0
    await sandbox.arefresh_from_db()
    assert sandbox.last_used_at is not None


async def test_a_run_outlives_the_request_that_begins_it(alice, sandbox):
    """As Django calls an async view below middleware that is not: its thread ends with it."""

    def request():
        return async_to_sync(start)(alice, sandbox, "my-fault-deltas-3")

    async with ThreadSensitiveContext():
        uuid, ended = await sync_to_async(request)()
    await ended

    assert (await Run.objects.aget(uuid=uuid)).status == RunStatus.SUCCEEDED


async def test_a_run_tells_how_long_it_waited_for_its_turn(alice, sandbox):
    model = "my-fault-deltas-3"
    await rate_limiter().penalize(limit_key(sandbox), 0.05, scope=model)
    runs = []
    for _ in range(2):
        uuid, ended = await start(alice, sandbox, model)
        await ended
        runs.append(await Run.objects.aget(uuid=uuid))

    held_back, free = runs
    assert held_back.latency_ms >= held_back.ttft_ms >= held_back.waited_ms > 0
    assert free.waited_ms == 0


async def test_the_limits_of_a_credential_are_kept_to_across_calls(alice, sandbox):
    await database_sync_to_async(set_limits)(
        credential=sandbox, limits=RateLimits(requests_per_minute=60)
    )

    _, ended = await start(alice, sandbox, "my-fault-deltas-3")
    await ended

    left = await rate_limiter().remaining(limit_key(sandbox), sandbox.rate_limits)
    assert left.requests == 59


async def test_what_the_database_shows_holds_no_key(alice, sandbox):
    uuid, ended = await start(alice, sandbox, "my-fault-deltas-3")
    await ended

    run = await Run.objects.aget(uuid=uuid)
    assert "0123456789abcdef" not in str(run.request) + str(run.response)
    assert run.request["headers"]["Authorization"]


async def test_a_checkpoint_saves_the_text_so_far_and_a_sign_of_life(alice, sandbox):
    uuid, _ = await start(alice, sandbox)
    await first_text(uuid)
    await Run.objects.filter(uuid=uuid).aupdate(heartbeat_at=None)

    await checkpoints.save_all(live_runs.generations())

    run = await Run.objects.aget(uuid=uuid)
    assert run.output
    assert run.status == RunStatus.RUNNING
    assert run.heartbeat_at is not None


async def test_a_checkpoint_does_not_reopen_an_ended_run(alice, sandbox):
    uuid, _ = await start(alice, sandbox)
    await first_text(uuid)
    await Run.objects.filter(uuid=uuid).aupdate(status=RunStatus.INTERRUPTED, output="kept")

    await checkpoints.save_all(live_runs.generations())

    run = await Run.objects.aget(uuid=uuid)
    assert (run.status, run.output) == (RunStatus.INTERRUPTED, "kept")


async def test_shutting_down_closes_live_runs_with_their_text(alice, sandbox):
    uuid, ended = await start(alice, sandbox, before=("Once ", ""))
    await first_text(uuid)

    await services.shut_down(timeout=0.01)

    assert ended.done()
    run = await Run.objects.aget(uuid=uuid)
    assert run.status == RunStatus.INTERRUPTED
    assert run.output.startswith("Once ")


async def test_shutting_down_lets_a_short_run_end(alice, sandbox):
    uuid, _ = await start(alice, sandbox, "my-fault-deltas-3")

    await services.shut_down(timeout=10)

    assert (await Run.objects.aget(uuid=uuid)).status == RunStatus.SUCCEEDED


async def test_a_cancelled_task_still_saves_the_end(alice, sandbox):
    uuid, task = await start(alice, sandbox)
    await first_text(uuid)

    # As when a loop ends: first the stream is cancelled, then the writes that close the run.
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    await asyncio.wait([task])

    run = await Run.objects.aget(uuid=uuid)
    assert run.status == RunStatus.INTERRUPTED
    assert run.output


async def test_a_launch_that_is_discarded_leaves_nothing(alice, sandbox, sandbox_url):
    prepared = await database_sync_to_async(services.prepare_run)(
        credential=sandbox,
        provider="qianfan_v2",
        request=ChatRequest(messages=(ChatMessage("user", "Hi"),), model=SLOW),
    )
    launch = live_runs.Launch()
    await asyncio.to_thread(launch.begin, prepared)

    launch.discard()
    await services.shut_down(timeout=5)

    assert not await Run.objects.aexists()
    assert not live_runs.generations()


@pytest.mark.parametrize(
    ("fields", "is_closed"),
    [
        ({"owner": "another"}, True),
        ({"owner": PROCESS_OWNER, "heartbeat_at": timedelta(seconds=-16)}, True),
        ({"owner": PROCESS_OWNER, "heartbeat_at": timedelta(0)}, False),
        ({"owner": "another", "status": RunStatus.SUCCEEDED}, False),
    ],
)
def test_runs_of_a_dead_process_are_closed_with_their_text(alice, fields, is_closed):
    moved = fields.get("heartbeat_at", timedelta(0))
    fields = {"status": RunStatus.RUNNING} | fields | {"heartbeat_at": timezone.now() + moved}
    run = Run.objects.create(user=alice, kind="chat", output="half", **fields)

    assert services.close_interrupted_runs() == is_closed

    run.refresh_from_db()
    assert (run.status == RunStatus.INTERRUPTED) is is_closed
    assert run.output == "half"


def test_where_many_processes_share_a_log_only_silent_runs_are_closed(alice, settings, redis_url):
    settings.REDIS_URL = redis_url
    now = timezone.now()
    for heartbeat_at in (now, now - timedelta(seconds=16)):
        Run.objects.create(
            user=alice, kind="chat", status="running", owner="x", heartbeat_at=heartbeat_at
        )

    assert services.close_interrupted_runs() == 1


async def test_a_live_run_of_this_process_is_left_alone(alice, sandbox):
    uuid, _ = await start(alice, sandbox)
    await first_text(uuid)
    await Run.objects.filter(uuid=uuid).aupdate(heartbeat_at=timezone.now() - timedelta(hours=1))

    assert await database_sync_to_async(services.close_interrupted_runs)() == 0


async def test_a_run_over_redis_is_stopped_by_a_request(alice, sandbox, settings, redis_url):
    settings.REDIS_URL = redis_url
    uuid, ended = await start(alice, sandbox)
    await first_text(uuid)

    await live_runs.request_stop(uuid)
    await ended

    assert (await Run.objects.aget(uuid=uuid)).status == RunStatus.STOPPED
