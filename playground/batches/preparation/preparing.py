"""Reads the file of a job, or checks its rows, whichever its status asks for."""

from __future__ import annotations


def prepare(job_id: int) -> None:
    raise NotImplementedError
