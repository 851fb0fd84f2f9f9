"""What an error of a call means for its row, and for the job."""

from __future__ import annotations

from enum import Enum, auto

from playground.gateway import GatewayError
from playground.gateway.errors import (
    AuthenticationError,
    ConnectionFailedError,
    ContentFilteredError,
    ContextLengthError,
    MessageOrderError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    RequestTimeoutError,
)

# It never got to be sent: the limiter here has let it wait as long as a single call may.
_LOCAL_LIMIT = "local_rate_limit"


class Verdict(Enum):
    """What to do after a call has failed."""

    # Too fast: slow down, and call the row again, as often as it takes.
    SLOW_DOWN = auto()
    # It may pass: call the row again, as often as the job says.
    RETRY = auto()
    # This row is at fault.
    FAIL = auto()
    # Perhaps not the row: several in a row pause the job.
    SUSPECT = auto()
    # Not the row, for certain: several in a row pause the job, and are called again later.
    BLAMELESS = auto()
    # Nothing can be called any more, such as when a quota is used up.
    PAUSE = auto()


def judge(error: GatewayError) -> Verdict:
    match error:
        case RateLimitError() if error.retryable or error.code == _LOCAL_LIMIT:
            return Verdict.SLOW_DOWN
        case RateLimitError():
            return Verdict.PAUSE
        case RequestTimeoutError() | ConnectionFailedError():
            return Verdict.RETRY
        case _ if error.retryable:
            return Verdict.RETRY
        case AuthenticationError() | PermissionDeniedError() | NotFoundError():
            return Verdict.BLAMELESS
        case ContentFilteredError() | ContextLengthError() | MessageOrderError():
            return Verdict.FAIL
        case _:
            return Verdict.SUSPECT
