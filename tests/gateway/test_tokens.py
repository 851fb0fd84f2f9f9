from __future__ import annotations

import asyncio

import pytest

from playground.gateway import ProviderUnavailableError
from playground.gateway.tokens import Token, TokenCache, cache_key
from tests.gateway.doubles import Clock


class Source:
    """Hands out token-1, token-2, …; waits for `gate` if there is one."""

    def __init__(self, lifetime: float = 1_000.0, gate: asyncio.Event | None = None) -> None:
        self.lifetime = lifetime
        self.gate = gate
        self.count = 0

    async def __call__(self) -> Token:
        self.count += 1
        count = self.count
        if self.gate is not None:
            await self.gate.wait()
        return Token(f"token-{count}", self.lifetime)


async def test_a_token_is_fetched_once_and_kept():
    tokens, source = TokenCache(Clock()), Source()

    assert [await tokens.get("key", source) for _ in range(3)] == ["token-1"] * 3


async def test_many_calls_at_once_make_one_request():
    gate = asyncio.Event()
    tokens, source = TokenCache(Clock()), Source(gate=gate)
    calls = [asyncio.create_task(tokens.get("key", source)) for _ in range(50)]
    await asyncio.sleep(0)

    gate.set()

    assert set(await asyncio.gather(*calls)) == {"token-1"}
    assert source.count == 1


async def test_a_caller_who_leaves_does_not_fail_the_others():
    gate = asyncio.Event()
    tokens, source = TokenCache(Clock()), Source(gate=gate)
    first = asyncio.create_task(tokens.get("key", source))
    second = asyncio.create_task(tokens.get("key", source))
    await asyncio.sleep(0)

    first.cancel()
    await asyncio.sleep(0)
    gate.set()

    assert await second == "token-1"
    assert first.cancelled()


async def test_a_token_is_refreshed_before_it_expires():
    clock = Clock()
    tokens, source = TokenCache(clock), Source(lifetime=1_000.0)
    await tokens.get("key", source)

    clock.now = 899.0
    before = await tokens.get("key", source)
    clock.now = 900.0
    after = await tokens.get("key", source)

    assert (before, after) == ("token-1", "token-2")


async def test_a_refused_token_is_replaced_once_for_all_who_held_it():
    tokens, source = TokenCache(Clock()), Source()
    await tokens.get("key", source)

    fresh = await asyncio.gather(
        *(tokens.get("key", source, rejected="token-1") for _ in range(20))
    )
    late = await tokens.get("key", source, rejected="token-1")

    assert {*fresh, late} == {"token-2"}
    assert source.count == 2


async def test_a_failure_is_told_to_all_and_not_kept():
    tokens, source = TokenCache(Clock()), Source()

    async def fail() -> Token:
        raise ProviderUnavailableError

    outcomes = await asyncio.gather(
        *(tokens.get("key", fail) for _ in range(3)), return_exceptions=True
    )

    assert all(isinstance(outcome, ProviderUnavailableError) for outcome in outcomes)
    assert await tokens.get("key", source) == "token-1"


def test_several_event_loops_may_share_a_cache():
    tokens, source = TokenCache(Clock()), Source()

    results = [asyncio.run(tokens.get("key", source)) for _ in range(2)]

    assert results == ["token-1"] * 2


async def test_the_cache_does_not_grow_for_ever():
    tokens, source = TokenCache(Clock()), Source()

    for number in range(1_100):
        await tokens.get(str(number), source)

    assert len(tokens._kept) == 1_024


@pytest.mark.parametrize(
    "other", [("a", "bc"), ("abc",), ("ab", "c", ""), ("AB", "c"), ("\ud83c", "c")]
)
def test_keys_of_the_cache_differ_where_their_parts_do(other):
    assert cache_key("ab", "c") != cache_key(*other)


def test_a_key_of_the_cache_does_not_tell_the_secret():
    assert "secret" not in cache_key("oauth", "secret")


def test_a_token_does_not_show():
    assert "abc" not in repr(Token("abc", 1.0))
