"""The documented demo keys. They protect nothing: they let a client exercise its sign-in code."""

from __future__ import annotations

IAM_ACCESS_KEY = "ALTAKsandbox00000000000000"
IAM_SECRET_KEY = "0123456789abcdef0123456789abcdef"
V2_KEY = "bce-v3/ALTAK-sandbox/0123456789abcdef0123456789abcdef"

# An application pair may be anything, except that a secret with this word in it is refused.
REFUSED_SECRET_WORD = "bad"
