"""How long calls wait, by the windows that they must pass."""

from __future__ import annotations

from itertools import pairwise

import pytest

from playground.gateway.errors import RateLimitError
from playground.gateway.limits import NO_LIMITS, RateLimiter, RateLimits
from tests.gateway.limits.doubles import MINUTE, SleepyClock, make_limiter


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
