"""How fast a job goes, from what its counters were a short while ago."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from playground.batches.models import BatchJob
from playground.batches.progress import Pace

_WINDOW_SECONDS = 20.0
_SHORTEST_SECONDS = 0.5


class PaceMeter:
    """Keeps the counters of the last seconds; they are those of all runners of the job."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._marks: deque[tuple[float, int, int]] = deque()

    def read(self, job: BatchJob) -> Pace:
        """Take note of where the job is, and say how fast it got there."""
        now = self._clock()
        self._marks.append((now, job.ended_count, job.total_tokens))
        while now - self._marks[0][0] > _WINDOW_SECONDS:
            self._marks.popleft()
        then, ended, tokens = self._marks[0]
        seconds = now - then
        if seconds < _SHORTEST_SECONDS:
            return Pace()
        rows = (job.ended_count - ended) / seconds
        target = job.sampled_count if job.is_trial else job.total_count
        left = max(0, target - job.ended_count)
        return Pace(
            rows_per_second=rows,
            tokens_per_second=(job.total_tokens - tokens) / seconds,
            eta_seconds=left / rows if rows > 0 else None,
        )
