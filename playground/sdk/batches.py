"""Many calls at once: a few workers on the background loop, results read from any thread."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from concurrent.futures import Future
from typing import Any, TypeAlias

from playground.sdk.errors import BatchClosedError, InvalidArgumentError
from playground.sdk.inputs import Inputs, make_inputs
from playground.sdk.loop_thread import LOOP_THREAD
from playground.sdk.responses import Request, Response
from playground.sdk.result_store import ResultStore

logger = logging.getLogger(__name__)

MAX_DEFAULT_WORKERS = 1000

Ask: TypeAlias = Callable[[Any], Awaitable[Response]]
Finish: TypeAlias = Callable[[int, Response | Exception], None]


def count_workers(worker_num: int | None, inputs: Inputs) -> int:
    """Return how many calls run at once.

    Raises: InvalidArgumentError for less than one.
    """
    if worker_num is not None and worker_num <= 0:
        raise InvalidArgumentError(f"worker_num must be greater than 0, not {worker_num}")
    wanted = worker_num or MAX_DEFAULT_WORKERS
    return wanted if inputs.count is None else min(wanted, inputs.count)


async def answer_all(inputs: Inputs, workers: int, ask: Ask, finish: Finish) -> None:
    """Ask for every item, `workers` at a time; an exception is an outcome like another."""

    async def work() -> None:
        while (entry := await inputs.take()) is not None:
            index, item = entry
            try:
                outcome: Response | Exception = await ask(item)
            except Exception as exc:
                outcome = exc
            finish(index, outcome)

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(work())


async def gather_all(items: Iterable[Any], worker_num: int | None, ask: Ask) -> list[Any]:
    """Return the outcomes of all items in their order."""
    inputs = make_inputs(items)
    outcomes: dict[int, Response | Exception] = {}
    try:
        await answer_all(inputs, count_workers(worker_num, inputs), ask, outcomes.__setitem__)
    except* Exception as group:
        # Only the iterator itself can fail here, and its own error says more than a group.
        raise group.exceptions[0] from None
    finally:
        inputs.close()
    return [outcomes[index] for index in range(len(outcomes))]


class Batch:
    """What `batch_do` returns at once, while the calls go on in the background.

    Iterating gives the items in the order of the input; each waits for its own answer. Of an
    iterator, an item comes once it is answered. `close`, the end of a `with` block, and Ctrl-C
    during a wait end the calls; so does the end of the program.
    """

    def __init__(
        self,
        items: Iterable[Any],
        worker_num: int | None,
        ask: Ask,
        describe: Callable[[Any], Request] | None = None,
    ) -> None:
        """Raises: InvalidArgumentError if `worker_num` is not greater than 0."""
        self._inputs = make_inputs(items)
        self._is_counted = self._inputs.count is not None
        workers = count_workers(worker_num, self._inputs)
        self._lock = threading.Lock()
        self._store = ResultStore(describe)
        self._finished = 0
        self._is_closed = False
        self._is_over = False
        self._error: BaseException | None = None
        # By number of the item waited for; None waits for the end of all.
        self._waiters: dict[int | None, list[threading.Event]] = {}
        self._run = self._start(self._answer(workers, ask))

    def finished_count(self) -> int:
        """Return how many items are answered, failed ones included."""
        return self._finished

    def total_count(self) -> int:
        """Return how many items there are; of an iterator, how many were taken so far."""
        return self._inputs.taken if self._inputs.count is None else self._inputs.count

    task_count = total_count
    __len__ = total_count

    def __iter__(self) -> Iterator[BatchItem]:
        index = 0
        while self._has(index):
            yield BatchItem(self, index)
            index += 1

    def results(self) -> list[Any]:
        """Wait for all items; return their responses, or exceptions, in the order of the input.

        Raises: what the input raised, if it is an iterator that failed.
        """
        self.wait()
        return [self.outcome(index) for index in range(self.total_count())]

    def wait(self, timeout: float | None = None) -> None:
        """Wait until all items are answered, without reading the answers.

        Raises: TimeoutError; and what the input raised, if it is an iterator that failed.
        """
        self.wait_for(None, timeout)
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """End the calls; the items that are not answered get a BatchClosedError."""
        self._is_closed = True
        self._run.cancel()

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def is_finished(self, index: int) -> bool:
        """Say whether an item is answered, or will not be any more."""
        with self._lock:
            return self._is_over or index in self._store

    def outcome(self, index: int) -> Response | Exception:
        """Return the response, or the exception, of an item that is finished."""
        with self._lock:
            if index in self._store:
                return self._store.get(index)
        return BatchClosedError("the batch was closed before this item was answered")

    def wait_for(self, index: int | None, timeout: float | None) -> None:
        """Wait for one item, or for all.

        Raises: TimeoutError.
        """
        with self._lock:
            if self._is_over or (index is not None and index in self._store):
                return
            event = threading.Event()
            self._waiters.setdefault(index, []).append(event)
        try:
            if not event.wait(timeout):
                raise TimeoutError("not answered in time")
        except KeyboardInterrupt:
            self.close()
            raise

    def _start(self, calls: Coroutine[Any, Any, None]) -> Future[None]:
        run = asyncio.run_coroutine_threadsafe(calls, LOOP_THREAD.loop())
        run.add_done_callback(self._end)
        return run

    async def _answer(self, workers: int, ask: Ask) -> None:
        try:
            await answer_all(self._inputs, workers, ask, self._finish)
        except* Exception as group:
            self._error = group.exceptions[0]
        finally:
            self._inputs.close()

    def _finish(self, index: int, outcome: Response | Exception) -> None:
        with self._lock:
            self._store.put(index, outcome)
            self._finished += 1
            woken = self._waiters.pop(index, [])
        if woken:
            # After what else is ready now: a reader that is woken for each of many answers
            # costs more than the answers.
            asyncio.get_running_loop().call_soon(_wake, woken)

    def _end(self, run: Future[None]) -> None:
        with self._lock:
            self._is_over = True
            woken = [event for events in self._waiters.values() for event in events]
            self._waiters.clear()
        _wake(woken)
        if run.cancelled() and not self._is_closed:
            left = self.total_count() - self._finished
            logger.warning("The program ended before %d of a batch's items were answered", left)

    def _has(self, index: int) -> bool:
        if self._is_counted:
            return index < self.total_count()
        self.wait_for(index, None)
        if index < self._inputs.taken:
            return True
        # Only the end tells whether the iterator ended well.
        self.wait()
        return False


def _wake(events: Iterable[threading.Event]) -> None:
    for event in events:
        event.set()


class BatchItem:
    """One item of a batch, which is asked in the background."""

    __slots__ = ("_batch", "_index", "_outcome")

    def __init__(self, batch: Batch, index: int) -> None:
        self._batch = batch
        self._index = index
        self._outcome: Response | Exception | None = None

    def done(self) -> bool:
        """Say whether `result` would return at once."""
        return self._batch.is_finished(self._index)

    def result(self, timeout: float | None = None) -> Any:
        """Wait, and return the response, or the exception that came instead.

        Raises: TimeoutError.
        """
        if self._outcome is None:
            self._batch.wait_for(self._index, timeout)
            self._outcome = self._batch.outcome(self._index)
        return self._outcome

    def exception(self, timeout: float | None = None) -> Exception | None:
        """Wait, and return the exception, None if the item was answered."""
        outcome = self.result(timeout)
        return outcome if isinstance(outcome, Exception) else None
