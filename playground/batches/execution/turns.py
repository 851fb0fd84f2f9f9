"""Whose turn it is: picks jobs for this process, and calls for workers where work waits."""

from __future__ import annotations

from collections.abc import Callable


def run_waiting_jobs() -> None:
    raise NotImplementedError


def recover(*, send_run: Callable[[], object], send_prepare: Callable[[int], object]) -> None:
    raise NotImplementedError
