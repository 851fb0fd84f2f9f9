"""Rate limits that processes share; each limiter here stands for a process."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from playground.credentials.models import Credential
from playground.credentials.rate_limits import limit_key, remaining_limits
from playground.gateway.errors import RateLimitError
from playground.gateway.limits import (
    BATCH,
    NO_LIMITS,
    RateLimiter,
    RateLimits,
    RemainingLimits,
)
from tests.services import start_redis


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with start_redis() as url:
        yield url


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    return request.node.name


@asynccontextmanager
async def processes(
    redis_url: str, max_wait_seconds: float = 0
) -> AsyncIterator[tuple[RateLimiter, RateLimiter]]:
    """Yield two limiters, whose calls never wait unless they may."""
    one, other = (RateLimiter(redis_url, max_wait_seconds=max_wait_seconds) for _ in range(2))
    try:
        yield one, other
    finally:
        await one.close()
        await other.close()


async def is_let_go(
    limiter: RateLimiter, key: str, limits: RateLimits = NO_LIMITS, tokens: int = 1
) -> bool:
    try:
        await limiter.acquire(key, limits, tokens)
    except RateLimitError:
        return False
    return True


@pytest.mark.parametrize(
    "limits", [RateLimits(requests_per_minute=4), RateLimits(tokens_per_minute=4)]
)
async def test_processes_count_together(redis_url: str, key: str, limits: RateLimits):
    async with processes(redis_url) as (one, other):
        outcomes = [await is_let_go(limiter, key, limits) for limiter in (one, other) * 3]

    assert outcomes == [True] * 4 + [False] * 2


async def test_a_call_that_is_refused_by_one_window_takes_nothing_of_the_others(
    redis_url: str, key: str
):
    async with processes(redis_url) as (one, other):
        await is_let_go(one, key, RateLimits(requests_per_second=1))
        limits = RateLimits(requests_per_second=1, tokens_per_minute=100)

        assert not await is_let_go(one, key, limits, tokens=100)

        assert (await other.remaining(key, limits)).tokens == 100


async def test_the_wait_of_a_call_is_known_from_the_windows(redis_url: str, key: str):
    async with processes(redis_url) as (one, other):
        limits = RateLimits(tokens_per_minute=100)
        await one.acquire(key, limits, 80)

        with pytest.raises(RateLimitError) as caught:
            await other.acquire(key, limits, 60)

    # Now begins the window of a minute; of the 80 a half has to fade after it.
    assert caught.value.retry_after_seconds == pytest.approx(60 + 29, abs=2)


async def test_an_estimate_is_corrected_for_all(redis_url: str, key: str):
    limits = RateLimits(tokens_per_minute=1000)
    async with processes(redis_url) as (one, other):
        await one.acquire(key, limits, 900)

        await one.settle(key, limits, 900, 100)
        assert (await other.remaining(key, limits)).tokens == 900

        await one.settle(key, limits, 100, 5000)
        assert (await other.remaining(key, limits)).tokens == 0


async def test_a_call_above_the_whole_limit_goes_alone(redis_url: str, key: str):
    limits = RateLimits(tokens_per_minute=100)
    async with processes(redis_url) as (one, other):
        assert await is_let_go(one, key, limits, tokens=10_000)
        assert not await is_let_go(other, key, limits)


async def test_what_a_provider_said_to_one_process_all_keep_to(redis_url: str, key: str):
    async with processes(redis_url) as (one, other):
        await one.learn(key, {"limit-requests": 2, "remaining-requests": 1})

        outcomes = [await is_let_go(limiter, key) for limiter in (one, other, other)]

        assert outcomes == [True, True, False]
        assert await other.remaining(key, NO_LIMITS) == RemainingLimits(1, None, 2, None)


async def test_a_refusal_of_one_holds_all_back(redis_url: str, key: str):
    async with processes(redis_url) as (one, other):
        await one.penalize(key, 30)

        with pytest.raises(RateLimitError) as caught:
            await other.acquire(key, NO_LIMITS, 1)

    assert caught.value.retry_after_seconds == pytest.approx(30, abs=2)


@pytest.mark.parametrize(
    "limits", [RateLimits(requests_per_second=5), RateLimits(1, requests_per_minute=60)]
)
async def test_a_chat_goes_before_the_batch_of_another_process(
    redis_url: str, key: str, limits: RateLimits
):
    went: list[str] = []
    is_busy = asyncio.Event()

    async def call(limiter: RateLimiter, name: str, **options: str | int) -> None:
        await limiter.acquire(key, limits, 1, **options)
        went.append(name)
        if len(went) > (limits.requests_per_second or 0):
            is_busy.set()

    async def work(limiter: RateLimiter) -> None:
        while True:
            await call(limiter, "row", priority=BATCH, scope="model of the batch")

    async with processes(redis_url, max_wait_seconds=60) as (worker, server):
        lanes = [asyncio.create_task(work(worker)) for _ in range(3)]
        await is_busy.wait()
        went.clear()
        for _ in range(3):
            await call(server, "chat", scope="model of the chat")
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)

    # One row may have been on its way; and rows do go between two chats.
    assert went[:2].count("chat") >= 1
    assert went.count("row") <= 3


async def test_rows_go_on_as_soon_as_no_chat_waits(redis_url: str, key: str):
    limits = RateLimits(requests_per_second=2)
    async with processes(redis_url, max_wait_seconds=60) as (worker, server):
        await worker.acquire(key, limits, 1)
        await worker.acquire(key, limits, 1)
        chat = asyncio.create_task(server.acquire(key, limits, 1))
        waited = await worker.acquire(key, limits, 1, priority=BATCH)

        assert chat.done()
        assert waited < 3


async def test_a_server_that_was_killed_holds_no_batch_back_for_long(redis_url: str, key: str):
    async with processes(redis_url, max_wait_seconds=60) as (worker, server):
        limits = RateLimits(requests_per_second=2)
        await server.penalize(key, 0.01, returns_in=0.01)

        waited = await worker.acquire(key, limits, 1, priority=BATCH)

    assert 1 < waited < 3


@pytest.mark.parametrize("returns_in", [None, 0.5])
async def test_after_a_refusal_a_chat_goes_first(
    redis_url: str, key: str, returns_in: float | None
):
    went: list[str] = []

    async def chat(server: RateLimiter) -> None:
        # The chat that was refused rests before it asks again; another one asks at once.
        await asyncio.sleep(returns_in or 0)
        await server.acquire(key, NO_LIMITS, 1)
        went.append("chat")

    async def row(worker: RateLimiter) -> None:
        await worker.acquire(key, NO_LIMITS, 1, priority=BATCH)
        went.append("row")

    async with processes(redis_url, max_wait_seconds=60) as (worker, server):
        # Long enough for both to be there before it is over, on a busy machine too.
        await server.penalize(key, 1, returns_in=returns_in)
        await asyncio.gather(row(worker), chat(server))

    assert went == ["chat", "row"]


@pytest.mark.parametrize(("limit", "unspent"), [(30, 0), (500, 20)])
async def test_many_calls_at_once_do_not_pass_the_limit(
    redis_url: str, key: str, limit: int, unspent: int
):
    limits = RateLimits(tokens_per_minute=limit)
    async with processes(redis_url) as both:
        outcomes = await asyncio.gather(
            *(is_let_go(limiter, key, limits) for limiter in both for _ in range(limit))
        )

    # Of a large limit each process counts a fiftieth ahead, and may not come to spend it.
    assert limit - unspent <= outcomes.count(True) <= limit


async def test_large_limits_are_counted_ahead_and_small_ones_are_not(redis_url: str, key: str):
    small, large = RateLimits(tokens_per_minute=40), RateLimits(tokens_per_minute=5000)
    async with processes(redis_url) as (one, other):
        for _ in range(3):
            await one.acquire(f"{key}-small", small, 1)
            await one.acquire(f"{key}-large", large, 10)
        await one.settle(f"{key}-large", large, 10, 30)

        assert (await other.remaining(f"{key}-small", small)).tokens == 37
        assert (await other.remaining(f"{key}-large", large)).tokens == 4900


async def test_without_redis_calls_go_on_and_one_warning_says_so(
    key: str, caplog: pytest.LogCaptureFixture
):
    limits = RateLimits(requests_per_minute=3)
    with start_redis() as url:
        limiter = RateLimiter(url, max_wait_seconds=0)
        await limiter.acquire(key, limits, 1)

    with caplog.at_level(logging.WARNING):
        outcomes = [await is_let_go(limiter, key, limits) for _ in range(4)]
        await limiter.penalize("another key")
    await limiter.close()

    # The process counts for itself now.
    assert outcomes == [True, True, True, False]
    assert [record.message for record in caplog.records] == [
        "Rate limits are not shared for now: ConnectionError"
    ]


def test_the_pages_read_what_the_processes_counted(redis_url: str, settings):
    settings.REDIS_URL = redis_url
    credential = Credential(pk=7, requests_per_minute=60)

    async def call() -> None:
        async with processes(redis_url) as (one, _):
            await one.acquire(limit_key(credential), credential.rate_limits, 1)

    asyncio.run(call())

    assert remaining_limits([credential])[7].requests == 59
    gc.collect()


def test_every_event_loop_closes_its_own_connections(redis_url: str, key: str):
    limiter = RateLimiter(redis_url, max_wait_seconds=0)
    limits = RateLimits(tokens_per_minute=1000)

    async def call_and_close() -> None:
        calls = [asyncio.create_task(limiter.acquire(key, limits, 1)) for _ in range(20)]
        await asyncio.sleep(0)
        calls[0].cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        await limiter.close()

    for _ in range(3):
        asyncio.run(call_and_close())

    # Warnings are errors, and so are connections that were left open.
    gc.collect()
