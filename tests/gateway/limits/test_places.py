"""What is learned of a credential and its models, and what is told of it."""

from __future__ import annotations

import pytest

from playground.gateway.errors import RateLimitError
from playground.gateway.limits import NO_LIMITS, RateLimits, RemainingLimits
from tests.gateway.limits.doubles import MINUTE, SleepyClock, make_limiter


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
