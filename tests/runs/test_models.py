"""What a run tells about itself."""

from __future__ import annotations

import pytest

from playground.runs.models import Run


def test_the_rate_counts_from_the_first_delta():
    run = Run(output_tokens=50, ttft_ms=500, latency_ms=1500)

    assert run.tokens_per_second == 50


def test_the_rate_does_not_count_what_was_waited():
    run = Run(output_tokens=50, ttft_ms=9500, waited_ms=9000, latency_ms=10500)

    assert run.tokens_per_second == 50


@pytest.mark.parametrize(
    ("output_tokens", "ttft_ms", "latency_ms"),
    [(None, 5, 500), (50, None, 500), (50, 5, None), (50, 5, 6), (50, 6, 5)],
)
def test_there_is_no_rate_where_it_would_be_a_guess(output_tokens, ttft_ms, latency_ms):
    run = Run(output_tokens=output_tokens, ttft_ms=ttft_ms, latency_ms=latency_ms)

    assert run.tokens_per_second is None
