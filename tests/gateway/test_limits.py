from __future__ import annotations

import asyncio
import threading
from itertools import pairwise

import pytest

from playground.gateway.errors import RateLimitError
from playground.gateway.limits import (
    BATCH,
    NO_LIMITS,
    RateLimiter,
    RateLimits,
    RemainingLimits,
)
from playground.gateway.limits.leases import Leases
from playground.gateway.limits.lines import Lines
from playground.gateway.limits.shared import SharedLimits

MINUTE = 1_704_164_640.0


class SleepyClock:
    """Moves on by what somebody sleeps."""

    def __init__(self, now: float = MINUTE) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        wakes_at = self.now + seconds
        for _ in range(5):
            # Others act in the meantime.
            await asyncio.sleep(0)
        self.now = max(self.now, wakes_at)


def make_limiter(clock: SleepyClock, **options: float) -> RateLimiter:
    return RateLimiter(clock=clock, sleep=clock.sleep, **options)


async def times_of(
    limiter: RateLimiter, clock: SleepyClock, limits: RateLimits, *, count: int, tokens: int = 1
) -> list[float]:
    """Let calls go one after the other; return the seconds from the start at which each went."""
    times = []
    for _ in range(count):
        await limiter.acquire("key", limits, tokens)
        times.append(clock() - MINUTE)
    return times


async def test_without_limits_nothing_waits():
    clock = SleepyClock()
    limiter = make_limiter(clock)

    waits = [await limiter.acquire("key", NO_LIMITS, 10**9) for _ in range(1000)]

    assert set(waits) == {0.0}


async def test_calls_within_the_limits_do_not_wait():
    clock = SleepyClock()
    limiter = make_limiter(clock)
    limits = RateLimits(requests_per_second=5, requests_per_minute=60, tokens_per_minute=500)

    waits = [await limiter.acquire("key", limits, 100) for _ in range(5)]

    assert waits == [0.0] * 5


async def test_the_call_after_the_last_of_a_second_waits():
    clock = SleepyClock()
    limits = RateLimits(requests_per_second=3)

    times = await times_of(make_limiter(clock), clock, limits, count=4)

    assert times[:3] == [0.0] * 3
    assert 1.0 < times[3] < 1.5


@pytest.mark.parametrize(
    ("limit", "at_once", "seconds"), [(0.5, 1, 2), (2.5, 5, 2), (0.001, 1, 60)]
)
async def test_a_part_of_a_request_a_second_is_one_in_several(
    limit: float, at_once: int, seconds: int
):
    clock = SleepyClock()
    limits = RateLimits(requests_per_second=limit)

    times = await times_of(make_limiter(clock), clock, limits, count=at_once + 1)

    assert times[:at_once] == [0.0] * at_once
    assert seconds <= times[at_once] < 2 * seconds + 0.1


async def test_the_seconds_waited_are_returned():
    clock = SleepyClock()
    limiter = make_limiter(clock)
    await limiter.acquire("key", RateLimits(requests_per_second=1), 1)

    waited = await limiter.acquire("key", RateLimits(requests_per_second=1), 1)

    assert waited == clock() - MINUTE > 0


@pytest.mark.parametrize("limit", [1, 4, 7, 60, 600])
async def test_no_minute_sees_more_requests_than_its_limit(limit: int):
    clock = SleepyClock()
    limits = RateLimits(requests_per_minute=limit)
    limiter = make_limiter(clock, max_wait_seconds=10_000)

    times = await times_of(limiter, clock, limits, count=limit * 3)

    for minute in range(5):
        assert sum(minute * 60 <= time < minute * 60 + 60 for time in times) <= limit
    # They do get through: a minute's worth a minute, and one more for the fading of the first.
    assert times[-1] <= 60 * 4


async def test_the_requests_of_a_minute_are_spread():
    clock = SleepyClock()
    limits = RateLimits(requests_per_minute=60)

    times = await times_of(make_limiter(clock), clock, limits, count=40)

    assert sum(time < 10 for time in times) == 10
    assert max(later - earlier for earlier, later in pairwise(times)) <= 11


async def test_a_few_quick_calls_are_not_spread():
    clock = SleepyClock()

    times = await times_of(make_limiter(clock), clock, RateLimits(requests_per_minute=6), count=5)

    assert times == [0.0] * 5


async def test_tokens_of_a_minute_are_counted():
    clock = SleepyClock()
    limits = RateLimits(tokens_per_minute=1000)

    times = await times_of(make_limiter(clock), clock, limits, count=3, tokens=400)

    assert times[:2] == [0.0, 0.0]
    # A quarter of the 800 has to fade, in a quarter of the next minute.
    assert times[2] == pytest.approx(75, abs=0.2)


async def test_a_call_above_the_whole_token_limit_goes_alone():
    clock = SleepyClock()
    limits = RateLimits(tokens_per_minute=100)
    limiter = make_limiter(clock)

    first = await limiter.acquire("key", limits, 5000)
    second = await limiter.acquire("key", limits, 5000)

    assert first == 0.0
    assert 60 < second < 120


async def test_tokens_really_taken_replace_the_estimate():
    clock = SleepyClock()
    limiter = make_limiter(clock)
    limits = RateLimits(tokens_per_minute=1000)
    await limiter.acquire("key", limits, 900)

    await limiter.settle("key", limits, 900, 100)
    assert await limiter.acquire("key", limits, 800) == 0.0

    await limiter.settle("key", limits, 800, 2000)
    assert await limiter.acquire("key", limits, 1) > 0


async def test_a_wait_that_is_too_long_is_an_error():
    clock = SleepyClock()
    limiter = make_limiter(clock, max_wait_seconds=5)
    limits = RateLimits(requests_per_minute=1)
    await limiter.acquire("key", limits, 1)

    with pytest.raises(RateLimitError) as caught:
        await limiter.acquire("key", limits, 1)

    assert caught.value.code == "local_rate_limit"
    assert caught.value.retry_after_seconds > 5
    assert not caught.value.retryable
    assert "Try again in about" in caught.value.user_message
    assert clock() == MINUTE


async def test_keys_do_not_count_for_each_other():
    limiter = make_limiter(SleepyClock())
    limits = RateLimits(requests_per_minute=1)

    assert await limiter.acquire("one", limits, 1) == 0.0
    assert await limiter.acquire("other", limits, 1) == 0.0


async def test_the_limits_of_a_person_count_over_all_scopes():
    limiter = make_limiter(SleepyClock())
    limits = RateLimits(requests_per_second=1)

    await limiter.acquire("key", limits, 1, scope="one-model")

    assert await limiter.acquire("key", limits, 1, scope="other-model") > 0


async def test_the_word_of_a_provider_counts_in_its_scope():
    clock = SleepyClock()
    limiter = make_limiter(clock, max_wait_seconds=1)
    await limiter.learn("key", {"limit-requests": 2}, scope="small")
    for _ in range(2):
        await limiter.acquire("key", NO_LIMITS, 1, scope="small")

    with pytest.raises(RateLimitError):
        await limiter.acquire("key", NO_LIMITS, 1, scope="small")
    assert await limiter.acquire("key", NO_LIMITS, 1, scope="large") == 0.0


async def test_a_later_word_raises_the_limit():
    limiter = make_limiter(SleepyClock(), max_wait_seconds=1)
    await limiter.learn("key", {"limit-requests": 1, "limit-tokens": 10})
    await limiter.acquire("key", NO_LIMITS, 10)

    await limiter.learn("key", {"limit-requests": 5, "limit-tokens": 100})

    assert await limiter.acquire("key", NO_LIMITS, 10) == 0.0


async def test_a_word_does_not_raise_what_a_person_allowed():
    limiter = make_limiter(SleepyClock(), max_wait_seconds=1)
    await limiter.learn("key", {"limit-requests": 1000})
    await limiter.acquire("key", RateLimits(requests_per_minute=1), 1)

    with pytest.raises(RateLimitError):
        await limiter.acquire("key", RateLimits(requests_per_minute=1), 1)


@pytest.mark.parametrize("rest", [{"remaining-requests": 0}, {"remaining-tokens": 0}])
async def test_when_nothing_remains_calls_wait_for_the_next_minute(rest: dict[str, int]):
    clock = SleepyClock(MINUTE + 45)
    limiter = make_limiter(clock)

    await limiter.learn("key", {"limit-requests": 60, **rest})

    assert await limiter.acquire("key", NO_LIMITS, 1) == pytest.approx(15)


@pytest.mark.parametrize("rate_limits", [{}, {"limit-requests": 0}, {"reset": 4}])
async def test_headers_that_limit_nothing_teach_nothing(rate_limits: dict[str, int]):
    limiter = make_limiter(SleepyClock())

    await limiter.learn("key", rate_limits)

    assert await limiter.remaining("key", NO_LIMITS) == RemainingLimits()


@pytest.mark.parametrize(("seconds", "held"), [(7.0, 7.0), (None, 1.0), (86_400.0, 60.0)])
async def test_after_a_refusal_the_calls_of_its_key_hold_back(seconds: float | None, held: float):
    limiter = make_limiter(SleepyClock())

    await limiter.penalize("key", seconds)

    assert await limiter.acquire("other", NO_LIMITS, 1) == 0.0
    assert await limiter.acquire("key", NO_LIMITS, 1) == pytest.approx(held)


async def test_a_short_penalty_does_not_shorten_a_long_one():
    limiter = make_limiter(SleepyClock())
    await limiter.penalize("key", 30)

    await limiter.penalize("key", 1)

    assert await limiter.acquire("key", NO_LIMITS, 1) == pytest.approx(30)


async def test_what_remains_is_told():
    limiter = make_limiter(SleepyClock())
    limits = RateLimits(requests_per_minute=60, tokens_per_minute=1000)
    await limiter.acquire("key", limits, 300)

    assert await limiter.remaining("key", limits) == RemainingLimits(59, 700, 60, 1000)


async def test_what_remains_is_the_less_of_our_count_and_the_word():
    clock = SleepyClock()
    limiter = make_limiter(clock)
    limits = RateLimits(requests_per_minute=60)
    said = {"limit-requests": 50, "remaining-requests": 12, "limit-tokens": 99}

    await limiter.learn("key", said, scope="model")

    assert await limiter.remaining("key", limits) == RemainingLimits(12, None, 50, 99)
    clock.now += 60
    assert await limiter.remaining("key", limits) == RemainingLimits(50, 99, 50, 99)


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


async def test_a_server_that_failed_is_left_alone_for_a_while():
    clock = SleepyClock()
    shared = SharedLimits("redis://127.0.0.1:6379/0", clock)
    is_down = True
    asked = 0

    async def command(_client: object) -> str:
        nonlocal asked
        asked += 1
        if is_down:
            raise ConnectionRefusedError
        return "answer"

    answers = [await shared.ask(command) for _ in range(10)]
    assert (answers, asked) == ([None] * 10, 1)

    is_down = False
    clock.now += 10
    assert await shared.ask(command) == "answer"
    await shared.close()


def test_what_was_counted_ahead_is_spent_until_its_window_is_over():
    leases = Leases()
    leases.add("key", 10, now=0, seconds=60)

    assert leases.spend("key", 8, now=30)
    assert not leases.spend("key", 3, now=30)
    assert leases.spend("key", -5, now=30)
    assert leases.spend("key", 7, now=59)
    assert not leases.spend("key", 0, now=60)


def test_what_was_counted_ahead_adds_up_within_its_window():
    leases = Leases()
    leases.add("key", 10, now=0, seconds=60)
    leases.add("key", 10, now=30, seconds=60)
    assert leases.spend("key", 20, now=80)

    leases.add("key", 10, now=90, seconds=60)
    assert not leases.spend("key", 11, now=90)
