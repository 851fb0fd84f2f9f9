"""Verbs of runs."""

from __future__ import annotations


def close_interrupted_runs() -> int:
    return 0


async def shut_down(*, timeout: float) -> None: ...
