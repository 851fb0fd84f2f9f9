from __future__ import annotations

from playground.batches.execution.throttle import Throttle


def test_without_a_refusal_all_lanes_are_used(clock):
    throttle = Throttle(clock)

    throttle.answered(50)

    assert throttle.width(50) == 50


def test_a_refusal_halves_what_was_in_flight(clock):
    throttle = Throttle(clock)

    throttle.refused(40)

    assert throttle.width(50) == 20


def test_refusals_of_one_moment_count_once(clock):
    throttle = Throttle(clock)

    for in_flight in range(40, 20, -1):
        throttle.refused(in_flight)

    assert throttle.width(50) == 20


def test_refusals_that_go_on_leave_one_lane(clock):
    throttle = Throttle(clock)

    for _ in range(20):
        throttle.refused(throttle.width(50))
        clock.now += 2

    assert throttle.width(50) == 1


def test_a_round_of_answers_gives_about_one_lane_back(clock):
    throttle = Throttle(clock)
    throttle.refused(20)

    for _ in range(11):
        throttle.answered(50)

    assert throttle.width(50) == 11


def test_answers_lead_back_to_all_lanes(clock):
    throttle = Throttle(clock)
    throttle.refused(8)

    for _ in range(100):
        throttle.answered(8)

    assert throttle.width(8) == 8
    assert throttle.width(100) == 100


def test_it_tells_for_how_long_nothing_but_refusals_came(clock):
    throttle = Throttle(clock)
    throttle.refused(4)
    clock.now += 30
    throttle.refused(1)

    assert throttle.refused_for_seconds() == 30

    throttle.answered(4)
    assert throttle.refused_for_seconds() == 0
