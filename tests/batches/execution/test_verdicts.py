from __future__ import annotations

import pytest

from playground.batches.execution.verdicts import Verdict, judge
from playground.gateway import GatewayError
from playground.gateway.errors import (
    AuthenticationError,
    ConnectionFailedError,
    ContentFilteredError,
    ContextLengthError,
    InvalidRequestError,
    MalformedResponseError,
    NotFoundError,
    PermissionDeniedError,
    ProviderUnavailableError,
    RateLimitError,
    RequestTimeoutError,
)


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (RateLimitError(), Verdict.SLOW_DOWN),
        # The limiter of this server, which lets no single call wait for long.
        (RateLimitError("local_rate_limit", retryable=False), Verdict.SLOW_DOWN),
        (RateLimitError(retryable=False), Verdict.PAUSE),
        (ProviderUnavailableError(), Verdict.RETRY),
        (ConnectionFailedError(), Verdict.RETRY),
        (RequestTimeoutError(), Verdict.RETRY),
        (AuthenticationError(), Verdict.BLAMELESS),
        (PermissionDeniedError(), Verdict.BLAMELESS),
        (NotFoundError(), Verdict.BLAMELESS),
        (ContentFilteredError(), Verdict.FAIL),
        (ContextLengthError(), Verdict.FAIL),
        (InvalidRequestError(), Verdict.SUSPECT),
        (MalformedResponseError(), Verdict.SUSPECT),
    ],
)
def test_an_error_is_judged_by_who_is_to_blame(error: GatewayError, verdict: Verdict):
    assert judge(error) == verdict
