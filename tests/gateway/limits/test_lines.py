"""Whose turn it is, in one event loop and in several."""

from __future__ import annotations

import asyncio
import threading

from playground.gateway.errors import RateLimitError
from playground.gateway.limits import BATCH, NO_LIMITS, RateLimiter, RateLimits
from playground.gateway.limits.lines import Lines
from tests.gateway.limits.doubles import MINUTE, SleepyClock, make_limiter


async def test_calls_go_in_order_and_interactive_ones_first():
    clock = SleepyClock()
    limiter = make_limiter(clock, max_wait_seconds=1000)
    limits = RateLimits(requests_per_second=1)
    await limiter.acquire("key", limits, 1)
    went: list[str] = []

    async def call(name: str, priority: int) -> None:
        await limiter.acquire("key", limits, 1, priority=priority)
        went.append(name)

    rows = [asyncio.create_task(call(f"row {number}", BATCH)) for number in range(5)]
    await asyncio.sleep(0)
    chats = [asyncio.create_task(call(f"chat {number}", 0)) for number in range(2)]
    await asyncio.gather(*rows, *chats)

    assert went == ["chat 0", "chat 1", *(f"row {number}" for number in range(5))]


async def test_an_interactive_call_goes_before_a_batch_that_asks_another_model():
    clock = SleepyClock()
    limiter = make_limiter(clock, max_wait_seconds=1000)
    limits = RateLimits(requests_per_second=1)
    await limiter.acquire("key", limits, 1)
    went: list[str] = []

    async def call(name: str, priority: int, scope: str) -> None:
        await limiter.acquire("key", limits, 1, priority=priority, scope=scope)
        went.append(name)

    rows = [asyncio.create_task(call("row", BATCH, "small")) for _ in range(3)]
    chats = [asyncio.create_task(call("chat", 0, "large")) for _ in range(2)]
    await asyncio.gather(*rows, *chats)

    assert went == ["chat"] * 2 + ["row"] * 3


async def test_batches_of_other_models_do_not_wait_for_the_limit_of_one():
    limiter = make_limiter(SleepyClock(), max_wait_seconds=1000)
    await limiter.penalize("key", 30, scope="large")
    chat = asyncio.create_task(limiter.acquire("key", NO_LIMITS, 1, scope="large"))
    await asyncio.sleep(0)

    assert await limiter.acquire("key", NO_LIMITS, 1, priority=BATCH, scope="small") == 0.0
    assert await chat > 0


async def test_a_refused_call_that_comes_again_goes_before_a_batch():
    clock = SleepyClock()
    limiter = make_limiter(clock)
    await limiter.penalize("key", 1, returns_in=1.5)
    went: list[str] = []

    async def chat() -> None:
        await clock.sleep(1.5)
        await limiter.acquire("key", NO_LIMITS, 1)
        went.append("chat")

    async def row() -> None:
        await limiter.acquire("key", NO_LIMITS, 1, priority=BATCH)
        went.append("row")

    await asyncio.gather(row(), chat())

    assert went == ["chat", "row"]
    assert clock() - MINUTE < 2


async def test_a_caller_who_leaves_gives_its_turn_to_the_next():
    clock = SleepyClock()
    gate = asyncio.Event()

    async def sleep(seconds: float) -> None:
        await gate.wait()
        await clock.sleep(seconds)

    limiter = RateLimiter(clock=clock, sleep=sleep)
    limits = RateLimits(requests_per_second=1)
    await limiter.acquire("key", limits, 1)
    first, second = (asyncio.create_task(limiter.acquire("key", limits, 1)) for _ in range(2))
    await asyncio.sleep(0)

    first.cancel()
    gate.set()

    assert await second > 0
    assert first.cancelled()


async def test_a_newcomer_does_not_overtake_those_who_wait():
    clock = SleepyClock()
    gate = asyncio.Event()

    async def sleep(seconds: float) -> None:
        clock.now += seconds
        await gate.wait()

    limiter = RateLimiter(clock=clock, sleep=sleep)
    limits = RateLimits(requests_per_second=1)
    await limiter.acquire("key", limits, 1)
    went = []

    async def call(name: str) -> None:
        await limiter.acquire("key", limits, 1)
        went.append(name)

    first = asyncio.create_task(call("first"))
    await asyncio.sleep(0)
    second = asyncio.create_task(call("second"))
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, second)

    assert went == ["first", "second"]


def test_threads_with_loops_of_their_own_share_a_limit():
    limiter = RateLimiter(max_wait_seconds=0)
    limits = RateLimits(tokens_per_minute=500)
    outcomes: list[bool] = []

    async def call_often() -> None:
        for _ in range(100):
            try:
                await limiter.acquire("key", limits, 1)
            except RateLimitError:
                outcomes.append(False)
            else:
                outcomes.append(True)

    threads = [threading.Thread(target=lambda: asyncio.run(call_often())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes) == 800
    # Two minutes may have been met.
    assert outcomes.count(True) in range(500, 801)


def test_a_turn_passes_from_one_event_loop_to_another():
    clock = SleepyClock()
    limiter = make_limiter(clock, max_wait_seconds=1000)
    limits = RateLimits(requests_per_second=1)

    async def call_often() -> None:
        for _ in range(20):
            await limiter.acquire("key", limits, 1)

    threads = [threading.Thread(target=lambda: asyncio.run(call_often())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert not any(thread.is_alive() for thread in threads)
    assert clock() - MINUTE >= 79


def test_a_loop_that_was_closed_in_mid_wait_blocks_nobody():
    lines = Lines()

    async def join() -> None:
        lines.join("key", BATCH)

    asyncio.run(join())

    assert not lines.has_waiter("key", BATCH)
