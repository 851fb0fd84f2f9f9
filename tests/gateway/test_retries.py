from __future__ import annotations

import pytest

from playground.gateway import ErrorDetails, ProviderUnavailableError, RateLimitError
from playground.gateway.retries import RetryPolicy


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 0.5), (2, 1.0), (3, 2.0), (20, 30.0)])
def test_waits_double_up_to_a_cap(attempt, seconds):
    policy = RetryPolicy(random=lambda: 0.0)

    assert policy.wait_seconds(ProviderUnavailableError(), attempt) == seconds


def test_waits_are_spread():
    policy = RetryPolicy(random=lambda: 1.0)

    assert policy.wait_seconds(ProviderUnavailableError(), 1) == 1.0


def test_the_word_of_the_provider_counts():
    error = RateLimitError(details=ErrorDetails(retry_after_seconds=4.0))

    assert RetryPolicy(random=lambda: 0.0).wait_seconds(error, 1) == 4.0
