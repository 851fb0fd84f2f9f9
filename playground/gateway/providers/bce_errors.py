"""What the gate in front of Baidu's services says about IAM keys and signatures.

It answers before V1, V2, the console and the exchange of keys do, either with a body of
`requestId`, `code` and `message`, or with headers alone. Source: the public list of common
error codes of Baidu AI Cloud, read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from playground.gateway import errors
from playground.gateway.provider_errors import ErrorRule

_UNKNOWN_KEY = ErrorRule(errors.AuthenticationError, "unknown_access_key")
_SIGNATURE = ErrorRule(errors.AuthenticationError, "signature_mismatch")
_REASONS = (
    (re.compile(r"(?i)could not find credential"), _UNKNOWN_KEY),
    (re.compile(r"(?i)signature does not match"), _SIGNATURE),
)

BCE_RULES: Final[Mapping[str, ErrorRule]] = {
    "AccessDenied": ErrorRule(errors.PermissionDeniedError, by_message=_REASONS),
    "InvalidAccessKeyId": _UNKNOWN_KEY,
    # Not found is the key; for models the services have codes of their own.
    "NotFound": _UNKNOWN_KEY,
    "InvalidHTTPAuthHeader": _SIGNATURE,
    "SignatureDoesNotMatch": _SIGNATURE,
    "RequestExpired": ErrorRule(errors.AuthenticationError, "signature_expired"),
    "InappropriateJSON": ErrorRule(errors.InvalidRequestError),
}
