from __future__ import annotations

import pytest

from playground.batches.execution.appetite import Appetite


def eat(appetite, clock, rows_per_second: float) -> None:
    for _ in range(50):
        clock.now += 0.1
        appetite.learn(rows_per_second / 10)


def test_one_row_waits_as_long_as_nothing_is_known(clock):
    assert Appetite(clock).reserve(50) == 1


def test_slow_calls_need_few_rows_ahead(clock):
    appetite = Appetite(clock)

    eat(appetite, clock, 5)

    assert appetite.reserve(20) == 1


def test_quick_calls_need_what_the_next_moments_take(clock):
    appetite = Appetite(clock)

    eat(appetite, clock, 400)

    assert appetite.reserve(50) == pytest.approx(80, abs=2)


def test_no_more_rows_wait_than_the_lanes_can_soon_take(clock):
    appetite = Appetite(clock)

    eat(appetite, clock, 10_000)

    assert appetite.reserve(20) == 40


def test_it_grows_with_the_first_answers(clock):
    appetite = Appetite(clock)
    clock.now += 0.05

    appetite.learn(50)

    assert appetite.reserve(50) >= 20


def test_no_lanes_need_no_rows(clock):
    assert Appetite(clock).reserve(0) == 0
