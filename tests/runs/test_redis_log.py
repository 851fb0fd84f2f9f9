"""What only the Redis log has to withstand."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from playground.runs import redis_log
from playground.runs.redis_log import RedisLog, announce_end, run_key
from playground.runs.stream_log import End, TextKind

END = End(status="interrupted", length=3, sha256="x")


@pytest_asyncio.fixture
async def redis(redis_url):
    async with Redis.from_url(redis_url) as client:
        yield client


@pytest_asyncio.fixture
async def logs(redis_url):
    pair = [RedisLog(redis_url, lambda run: False) for _ in range(2)]
    yield pair
    for log in pair:
        await log.close()


async def test_the_end_of_a_dead_owner_can_be_announced(logs, redis_url):
    run = uuid4()
    text = logs[0].open(run)
    follower = logs[1].follow(run, offset=0, reasoning_offset=0)
    text.append(TextKind.OUTPUT, "abc")
    assert (await _next(follower)).output == "abc"

    await asyncio.to_thread(announce_end, redis_url, run, END)

    assert (await _next(follower)).end == END


async def test_a_server_that_lost_its_memory_is_told_everything_again(logs, redis, caplog):
    run = uuid4()
    text = logs[0].open(run)
    text.append(TextKind.OUTPUT, "abc")
    await _length_of(redis, run)
    await redis.flushall()
    await redis.client_kill_filter(_type="normal", skipme=True)

    text.append(TextKind.OUTPUT, "def")
    follower = logs[1].follow(run, offset=0, reasoning_offset=0)
    output = ""
    while output != "abcdef":
        output += (await _next(follower)).output

    assert "cannot be" in caplog.text
    follower.close()


async def test_a_follower_that_leaves_is_forgotten(logs):
    run = uuid4()
    first = logs[1].follow(run, offset=0, reasoning_offset=0)
    second = logs[1].follow(run, offset=0, reasoning_offset=0)

    first.close()
    assert logs[1].is_followed(run)
    second.close()
    assert not logs[1].is_followed(run)


async def test_the_streams_of_runs_expire(logs, redis):
    run = uuid4()
    text = logs[0].open(run)
    await _length_of(redis, run)
    live_seconds = await redis.ttl(run_key(run))

    text.finish(END)
    async with asyncio.timeout(10):
        while await redis.ttl(run_key(run)) > redis_log.ENDED_SECONDS:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    assert 0 < live_seconds <= redis_log.LIVE_SECONDS


@pytest.mark.parametrize("is_clean", [True, False])
async def test_closing_writes_what_is_pending(redis_url, redis, is_clean):
    log, run = RedisLog(redis_url, lambda run: False), uuid4()
    text = log.open(run)
    text.append(TextKind.OUTPUT, "abc")
    if is_clean:
        text.finish(END)

    await log.close()

    kinds = [fields[b"kind"] for _, fields in await redis.xrange(run_key(run))]
    assert kinds == [b"open", b"output"] + ([b"end"] if is_clean else [])


async def _next(follower):
    async with asyncio.timeout(10):
        return await follower.read()


async def _length_of(redis, run):
    """Wait until the run has a stream."""
    async with asyncio.timeout(10):
        while not await redis.xlen(run_key(run)):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.01)
