from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from playground.sdk.inputs import IteratorInputs, ListInputs, make_inputs


async def take_all(inputs) -> list[tuple[int, object]]:
    return [entry async for entry in _entries(inputs)]


async def _entries(inputs):
    while (entry := await inputs.take()) is not None:
        yield entry


@pytest.mark.parametrize("make", [list, iter], ids=["list", "iterator"])
async def test_items_are_numbered_in_order(make):
    inputs = make_inputs(make(["a", "b", "c"]))

    assert await take_all(inputs) == [(0, "a"), (1, "b"), (2, "c")]
    assert inputs.count == inputs.taken == 3
    assert await inputs.take() is None


def test_a_list_knows_its_count_at_once():
    assert isinstance(make_inputs(("a", "b")), ListInputs)
    assert make_inputs(["a", "b"]).count == 2


async def test_an_iterator_is_asked_for_no_more_than_is_wanted():
    asked: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(100):
            asked.append(number)
            yield number

    inputs = make_inputs(numbers())
    assert inputs.count is None
    await inputs.take()
    await inputs.take()
    inputs.close()

    assert asked == [0, 1]
    assert await inputs.take() is None


async def test_an_iterator_runs_on_a_thread_of_its_own():
    threads: list[threading.Thread] = []

    def items() -> Iterator[int]:
        threads.append(threading.current_thread())
        yield 1

    await take_all(IteratorInputs(items()))

    assert threads != [threading.current_thread()]
    assert threads[0].daemon


async def test_the_error_of_an_iterator_is_raised_and_ends_it():
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("a broken line")

    inputs = IteratorInputs(items())
    await inputs.take()

    with pytest.raises(ValueError, match="a broken line"):
        await inputs.take()
    assert inputs.count == 1
    assert await inputs.take() is None
