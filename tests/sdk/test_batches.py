from __future__ import annotations

import asyncio
import gc
import threading
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from playground.sdk.batches import Batch, gather_all
from playground.sdk.errors import BatchClosedError, InvalidArgumentError
from playground.sdk.loop_thread import LOOP_THREAD
from playground.sdk.responses import Response

Ask = Callable[[Any], Awaitable[Response]]


async def answer(item: Any) -> Response:
    await asyncio.sleep(0)
    if item == "bad":
        raise ValueError("a bad item")
    return Response({"result": item}, 200, {}, {}, given=item)


class Gate:
    """Answers nothing until it is opened, and counts who waits."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.most_at_once = 0
        self._at_once = 0
        self._is_open = asyncio.Event()

    def open(self) -> None:
        LOOP_THREAD.loop().call_soon_threadsafe(self._is_open.set)

    async def answer(self, item: Any) -> Response:
        self.asked.append(item)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        await self._is_open.wait()
        response = await answer(item)
        self._at_once -= 1
        return response


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open()


def texts(outcomes: list[Any]) -> list[str]:
    return [
        str(outcome) if isinstance(outcome, Exception) else outcome["result"]
        for outcome in outcomes
    ]


def test_it_returns_at_once_and_counts(gate: Gate):
    batch = Batch(["a", "b", "c"], 2, gate.answer)

    assert batch.finished_count() == 0
    assert batch.total_count() == batch.task_count() == len(batch) == 3
    assert not next(iter(batch)).done()
    gate.open()
    batch.wait()
    assert batch.finished_count() == 3


def test_every_item_is_asked_once_and_no_more_at_a_time_than_workers(gate: Gate):
    batch = Batch(list(range(20)), 3, gate.answer)
    gate.open()

    batch.wait()

    assert sorted(gate.asked) == list(range(20))
    assert gate.most_at_once == 3


def test_iteration_gives_the_items_in_order_and_each_waits_for_its_answer():
    batch = Batch([str(number) for number in range(50)], 7, answer)

    assert [item.result()["result"] for item in batch] == [str(number) for number in range(50)]
    assert all(item.done() for item in batch)


@pytest.mark.parametrize("make", [list, iter], ids=["list", "iterator"])
def test_an_exception_is_a_value_and_stops_nobody(make):
    batch = Batch(make(["a", "bad", "c"]), 1, answer)

    assert texts(batch.results()) == ["a", "a bad item", "c"]
    assert [type(item.exception()) for item in batch] == [type(None), ValueError, type(None)]


def test_results_are_there_after_the_iteration_and_again():
    batch = Batch([str(number) for number in range(300)], 10, answer)
    for item in batch:
        item.result()

    assert texts(batch.results()) == texts(batch.results()) == [str(n) for n in range(300)]


def test_an_item_keeps_its_result():
    item = next(iter(Batch(["a"], None, answer)))

    assert item.result() is item.result()


@pytest.mark.parametrize("worker_num", [0, -1])
def test_less_than_one_worker_is_refused(worker_num: int):
    with pytest.raises(InvalidArgumentError, match="worker_num"):
        Batch(["a"], worker_num, answer)


def test_an_empty_batch_has_no_results():
    batch = Batch([], 10, answer)

    assert batch.results() == list(batch) == []


def test_an_iterator_is_read_as_the_answers_come(gate: Gate):
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(10):
            taken.append(number)
            yield number

    batch = Batch(numbers(), 3, gate.answer)
    gate.open()

    assert [item.result()["result"] for item in batch] == list(range(10))
    assert batch.total_count() == len(batch.results()) == 10


def test_a_failing_iterator_is_reported_after_what_it_gave():
    def items() -> Iterator[str]:
        yield "a"
        raise OSError("a broken file")

    batch = Batch(items(), 1, answer)
    iterator = iter(batch)

    assert next(iterator).result()["result"] == "a"
    with pytest.raises(OSError, match="a broken file"):
        next(iterator)
    with pytest.raises(OSError, match="a broken file"):
        batch.results()


def test_an_iterator_may_make_batches_itself():
    def items() -> Iterator[str]:
        for item in Batch(["a", "b"], None, answer):
            yield item.result()["result"]

    assert texts(Batch(items(), 2, answer).results()) == ["a", "b"]


def test_waiting_can_be_given_up(gate: Gate):
    batch = Batch(["a"], None, gate.answer)

    with pytest.raises(TimeoutError):
        batch.wait(timeout=0.01)
    with pytest.raises(TimeoutError):
        next(iter(batch)).result(timeout=0.01)


def test_closing_ends_the_calls_and_says_so_of_each_item(gate: Gate):
    with Batch(["a", "b", "c"], 1, gate.answer) as batch:
        items = list(batch)

    assert [type(item.result()) for item in items] == [BatchClosedError] * 3
    assert [type(outcome) for outcome in batch.results()] == [BatchClosedError] * 3


def test_an_interrupted_wait_ends_the_calls(gate: Gate, monkeypatch: pytest.MonkeyPatch):
    batch = Batch(["a"], None, gate.answer)

    def interrupt(self, timeout=None):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        # Ctrl-C arrives while the script waits.
        patch.setattr("threading.Event.wait", interrupt)
        with pytest.raises(KeyboardInterrupt):
            batch.wait()

    assert isinstance(next(iter(batch)).result(), BatchClosedError)


def test_several_threads_may_wait_for_one_item(gate: Gate):
    batch = Batch(["a"], None, gate.answer)
    found: list[str] = []
    item = next(iter(batch))
    threads = [
        threading.Thread(target=lambda: found.append(item.result()["result"])) for _ in "xyz"
    ]
    for thread in threads:
        thread.start()

    gate.open()
    for thread in threads:
        thread.join()

    assert found == ["a", "a", "a"]


def test_memory_does_not_grow_with_the_number_of_items():
    async def answer_at_length(item: Any) -> Response:
        return Response({"result": "x" * 2000, "item": item}, 200, {}, {}, given=item)

    def peak(count: int) -> int:
        gc.collect()
        tracemalloc.start()
        for item in Batch(range(count), 10, answer_at_length):
            assert len(item.result()["result"]) == 2000
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    peak(100)

    assert peak(4000) < peak(400) + 100_000


@pytest.mark.parametrize("make", [list, iter], ids=["list", "iterator"])
async def test_the_asynchronous_twin_gives_a_list_in_order(make):
    assert texts(await gather_all(make(["a", "bad", "c"]), 2, answer)) == ["a", "a bad item", "c"]


async def test_the_asynchronous_twin_runs_on_the_loop_of_the_caller():
    loops: list[asyncio.AbstractEventLoop] = []

    async def note_loop(item: Any) -> Response:
        loops.append(asyncio.get_running_loop())
        return await answer(item)

    await gather_all(["a"], None, note_loop)

    assert loops == [asyncio.get_running_loop()]


async def test_the_asynchronous_twin_raises_what_its_iterator_raises():
    def items() -> Iterator[str]:
        yield "a"
        raise OSError("a broken file")

    with pytest.raises(OSError, match="a broken file"):
        await gather_all(items(), 1, answer)


async def test_the_asynchronous_twin_refuses_less_than_one_worker():
    with pytest.raises(InvalidArgumentError, match="worker_num"):
        await gather_all(["a"], 0, answer)
