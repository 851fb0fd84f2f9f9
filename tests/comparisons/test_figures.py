"""The best of each figure is marked, and only where there is one."""

from __future__ import annotations

import pytest

from playground.comparisons.figures import cost_of, measures
from playground.runs.models import RunStatus
from tests.comparisons.answers import make_run

pytestmark = pytest.mark.django_db


def cells(runs, label):
    found = next(measure for measure in measures(runs) if measure.label == label)
    return [(cell.text, cell.is_best) for cell in found.cells]


def test_the_quickest_and_the_longest_are_marked(alice):
    runs = [
        make_run(alice, ttft_ms=300, latency_ms=2_000, output_tokens=100, output="abc"),
        make_run(alice, ttft_ms=100, latency_ms=4_000, output_tokens=300, output="abcdef"),
    ]

    assert cells(runs, "First token") == [("300 ms", False), ("100 ms", True)]
    assert cells(runs, "Total time") == [("2.0 s", True), ("4.0 s", False)]
    assert cells(runs, "Tokens per second") == [("59", False), ("77", True)]
    assert cells(runs, "Tokens out") == [("100", True), ("300", False)]
    assert cells(runs, "Characters") == [("3", False), ("6", True)]


def test_equals_have_no_winner(alice):
    runs = [make_run(alice, latency_ms=500), make_run(alice, latency_ms=500)]

    assert cells(runs, "Total time") == [("500 ms", False), ("500 ms", False)]


def test_what_looks_the_same_is_the_same(alice):
    runs = [make_run(alice, latency_ms=time) for time in (4_101, 4_105, 9_000)]

    assert [is_best for _, is_best in cells(runs, "Total time")] == [True, True, False]


def test_only_what_succeeded_competes(alice):
    runs = [
        make_run(alice, latency_ms=10, status=RunStatus.FAILED),
        make_run(alice, latency_ms=500),
        make_run(alice, latency_ms=700),
        make_run(alice, latency_ms=10, status=RunStatus.STOPPED),
    ]

    assert [is_best for _, is_best in cells(runs, "Total time")] == [False, True, False, False]


def test_one_alone_is_not_the_best_of_anything(alice):
    runs = [make_run(alice, latency_ms=500), None]

    assert cells(runs, "Total time") == [("500 ms", False), ("–", False)]


def test_what_nobody_can_tell_is_left_out(alice):
    runs = [make_run(alice, latency_ms=5), make_run(alice, status=RunStatus.RUNNING), None]

    labels = [str(measure.label) for measure in measures(runs)]

    assert labels == ["Total time", "Characters"]
    assert measures([None, None]) == ()


def test_the_cost_is_told_where_prices_are_known(alice, settings):
    settings.MODEL_PRICES = {"cheap-1": {"input": 2, "output": 4}}
    settings.PRICE_CURRENCY = "CNY"
    runs = [
        make_run(alice, model="Cheap-1", input_tokens=1_000, output_tokens=500),
        make_run(alice, model="cheap-1", input_tokens=1_000, output_tokens=5_000),
        make_run(alice, model="other", input_tokens=1_000, output_tokens=500),
        make_run(alice, model="cheap-1", input_tokens=None, output_tokens=500),
    ]

    assert cost_of(runs[0]) == pytest.approx(0.004)
    assert cells(runs, "Cost") == [
        ("0.004000 CNY", True),
        ("0.022000 CNY", False),
        ("–", False),
        ("–", False),
    ]
