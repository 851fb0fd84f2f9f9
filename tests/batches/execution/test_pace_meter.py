from __future__ import annotations

import pytest

from playground.batches.execution.pace_meter import PaceMeter
from playground.batches.models import BatchJob
from playground.batches.progress import Pace


def job_at(succeeded: int, tokens: int = 0, **fields: object) -> BatchJob:
    return BatchJob(total_count=1_000, succeeded_count=succeeded, input_tokens=tokens, **fields)


def test_nothing_is_known_at_first(clock):
    assert PaceMeter(clock).read(job_at(0)) == Pace()


def test_the_pace_is_what_was_done_since_the_first_look(clock):
    meter = PaceMeter(clock)
    meter.read(job_at(100, 1_000))
    clock.now += 5

    pace = meter.read(job_at(200, 4_000))

    assert pace == Pace(rows_per_second=20, tokens_per_second=600, eta_seconds=40)


def test_what_is_long_ago_does_not_count(clock):
    meter = PaceMeter(clock)
    meter.read(job_at(0))
    for _ in range(60):
        clock.now += 1
        meter.read(job_at(500))
    clock.now += 1

    pace = meter.read(job_at(520))

    assert pace.rows_per_second == pytest.approx(1)


def test_without_progress_nobody_knows_the_end(clock):
    meter = PaceMeter(clock)
    meter.read(job_at(100))
    clock.now += 5

    assert meter.read(job_at(100)).eta_seconds is None


def test_a_trial_ends_with_its_own_rows(clock):
    meter = PaceMeter(clock)
    meter.read(job_at(0, is_trial=True, sampled_count=10))
    clock.now += 2

    assert meter.read(job_at(5, is_trial=True, sampled_count=10)).eta_seconds == 2
