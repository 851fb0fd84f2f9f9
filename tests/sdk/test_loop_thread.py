from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from playground.sdk.loop_thread import LoopThread


@pytest.fixture
def loop_thread() -> Iterator[LoopThread]:
    loop_thread = LoopThread()
    yield loop_thread
    loop_thread.close()


async def double(number: int) -> int:
    await asyncio.sleep(0)
    return 2 * number


async def test_it_answers_inside_a_running_loop(loop_thread: LoopThread):
    assert loop_thread.run(double(21)) == 42


def test_it_raises_what_the_coroutine_raises(loop_thread: LoopThread):
    async def fail() -> None:
        raise KeyError("nonsense")

    with pytest.raises(KeyError, match="nonsense"):
        loop_thread.run(fail())


def test_many_threads_share_one_loop(loop_thread: LoopThread):
    loops: list[asyncio.AbstractEventLoop] = []

    async def note_loop() -> None:
        loops.append(asyncio.get_running_loop())

    threads = [threading.Thread(target=lambda: loop_thread.run(note_loop())) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(loops) == 5
    assert len(set(loops)) == 1


def test_a_call_that_would_wait_for_itself_is_refused(loop_thread: LoopThread):
    async def call_again() -> None:
        loop_thread.run(double(1))

    with pytest.raises(RuntimeError, match="would wait for itself"):
        loop_thread.run(call_again())


def test_closing_cancels_what_runs_and_the_next_call_starts_anew(loop_thread: LoopThread):
    ended = threading.Event()

    async def wait_forever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    future = asyncio.run_coroutine_threadsafe(wait_forever(), loop_thread.loop())
    loop_thread.run(double(1))
    loop_thread.close()

    assert ended.is_set()
    assert future.cancelled()
    assert loop_thread.run(double(21)) == 42


def test_an_interrupt_cancels_the_call(loop_thread: LoopThread, monkeypatch: pytest.MonkeyPatch):
    ended = threading.Event()
    started = threading.Event()

    async def wait_forever() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    def interrupt(self, timeout=None):
        assert started.wait(5)
        raise KeyboardInterrupt

    # Ctrl-C arrives while the caller waits for the result.
    monkeypatch.setattr("concurrent.futures.Future.result", interrupt)
    with pytest.raises(KeyboardInterrupt):
        loop_thread.run(wait_forever())

    assert ended.wait(5)
