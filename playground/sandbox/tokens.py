"""Issues and checks OAuth and bearer tokens. Nothing is stored: a token proves itself."""

from __future__ import annotations

import enum
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

ACCESS_TOKEN_SECONDS = 30 * 24 * 3600
BEARER_TOKEN_SECONDS = 43200
_APP_ID = "10000001"


class TokenState(enum.Enum):
    """What a presented token is worth."""

    VALID = "valid"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class BearerToken:
    """A V2 token exchanged for an IAM key."""

    text: str
    created_at: datetime
    expires_at: datetime


class TokenIssuer:
    """Issues tokens under a key of this process: a restart makes all of them unknown."""

    def __init__(self, access_token_seconds: int = ACCESS_TOKEN_SECONDS) -> None:
        self.access_token_seconds = access_token_seconds
        self._key = secrets.token_bytes(32)

    def issue_access_token(self, now: datetime) -> str:
        """Return an OAuth token in the platform's usual shape."""
        expires_at = int(now.timestamp()) + self.access_token_seconds
        rest = f"{self.access_token_seconds}.{expires_at}.282335-{_APP_ID}"
        return f"24.{self._seal(rest)}.{rest}"

    def check_access_token(self, token: str, now: datetime) -> TokenState:
        """Tell whether `token` was issued here and is still valid."""
        parts = token.split(".", 2)
        if len(parts) != 3 or parts[0] != "24" or not self._is_sealed(parts[1], parts[2]):
            return TokenState.UNKNOWN
        expires_at = int(parts[2].split(".")[1])
        return TokenState.EXPIRED if now.timestamp() >= expires_at else TokenState.VALID

    def issue_bearer_token(self, now: datetime, seconds: int) -> BearerToken:
        """Return a V2 token that lives for `seconds`."""
        expires_at = now + timedelta(seconds=seconds)
        name = f"ALTAK-{secrets.token_hex(6)}{int(expires_at.timestamp()):010d}"
        return BearerToken(f"bce-v3/{name}/{self._seal(name)}", now, expires_at)

    def check_bearer_token(self, token: str, now: datetime) -> TokenState:
        """Tell whether `token` was issued here and is still valid."""
        parts = token.split("/")
        if len(parts) != 3 or parts[0] != "bce-v3" or not self._is_sealed(parts[2], parts[1]):
            return TokenState.UNKNOWN
        return TokenState.EXPIRED if now.timestamp() >= int(parts[1][-10:]) else TokenState.VALID

    def _seal(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]

    def _is_sealed(self, seal: str, text: str) -> bool:
        return hmac.compare_digest(seal.encode(), self._seal(text).encode())
