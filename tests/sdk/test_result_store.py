from __future__ import annotations

import gc
import tracemalloc
from pathlib import Path

import pytest

from playground.gateway.errors import MessageOrderError
from playground.sdk.responses import Response
from playground.sdk.result_store import KEPT_IN_MEMORY, ResultStore

MANY = 3 * KEPT_IN_MEMORY


def response(number: int) -> Response:
    body = {"result": f"Answer {number}", "padding": "x" * 2000}
    return Response(body, 200, {"x-number": str(number)}, {"total_latency": 1.5}, given=number)


def test_results_are_found_in_any_order_as_often_as_one_likes():
    store = ResultStore()
    for number in reversed(range(MANY)):
        store.put(number, response(number))

    for _ in range(2):
        for number in range(MANY):
            found = store.get(number)
            assert found == response(number)
            assert found.code == 200
            assert found.headers["X-Number"] == str(number)
            assert found.statistic == {"total_latency": 1.5}
            assert found.given == number


def test_it_knows_what_it_has():
    store = ResultStore()
    store.put(5, response(5))

    assert [number in store for number in (0, 4, 5, 6)] == [False, False, True, False]


def test_exceptions_come_back_with_what_they_know():
    store = ResultStore()
    store.put(0, MessageOrderError("message_blank", position=3))
    for number in range(1, MANY):
        store.put(number, response(number))

    error = store.get(0)

    assert isinstance(error, MessageOrderError)
    assert error.position == 3
    assert "4" in str(error)


def test_what_cannot_be_written_stays():
    class LocalError(Exception):
        """Pickle does not find a class that is local to a function."""

    class TwoArgumentsError(RuntimeError):
        def __init__(self, one: str, two: str) -> None:
            super().__init__(one)

    globals()["TwoArgumentsError"] = TwoArgumentsError
    TwoArgumentsError.__qualname__ = "TwoArgumentsError"
    store = ResultStore()
    errors = [LocalError(), TwoArgumentsError("one", "two")]
    for number, error in enumerate(errors):
        store.put(number, error)
    for number in range(len(errors), MANY):
        store.put(number, response(number))

    assert [store.get(number) for number in range(len(errors))] == errors


def test_without_room_for_a_file_results_stay_in_memory(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr("tempfile.tempdir", str(Path("/nowhere/at/all")))
    store = ResultStore()
    for number in range(MANY):
        store.put(number, response(number))

    assert [store.get(number)["result"] for number in (0, MANY - 1)] == [
        "Answer 0",
        f"Answer {MANY - 1}",
    ]
    assert len(caplog.records) == 1


def test_memory_does_not_grow_with_the_number_of_results():
    def peak(count: int) -> int:
        gc.collect()
        tracemalloc.start()
        store = ResultStore()
        for number in range(count):
            store.put(number, response(number))
            assert store.get(number)["result"] == f"Answer {number}"
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    assert peak(20 * KEPT_IN_MEMORY) < 1.2 * peak(2 * KEPT_IN_MEMORY)
