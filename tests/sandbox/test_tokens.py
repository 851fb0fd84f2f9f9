"""Tokens prove themselves, expire, and mean nothing to another process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playground.sandbox.tokens import TokenIssuer, TokenState

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_an_access_token_is_valid_until_it_expires() -> None:
    issuer = TokenIssuer(access_token_seconds=60)
    token = issuer.issue_access_token(NOW)

    assert issuer.check_access_token(token, NOW + timedelta(seconds=59)) is TokenState.VALID
    assert issuer.check_access_token(token, NOW + timedelta(seconds=60)) is TokenState.EXPIRED


def test_a_bearer_token_is_valid_until_it_expires() -> None:
    issuer = TokenIssuer()
    token = issuer.issue_bearer_token(NOW, 100)

    assert token.text.startswith("bce-v3/ALTAK-")
    assert token.expires_at == NOW + timedelta(seconds=100)
    assert issuer.check_bearer_token(token.text, NOW) is TokenState.VALID
    late = NOW + timedelta(seconds=100)
    assert issuer.check_bearer_token(token.text, late) is TokenState.EXPIRED


def test_a_changed_or_foreign_token_is_unknown() -> None:
    issuer = TokenIssuer()
    token = issuer.issue_access_token(NOW)
    longer = token.replace(".2592000.", ".9592000.")

    assert issuer.check_access_token(longer, NOW) is TokenState.UNKNOWN
    assert TokenIssuer().check_access_token(token, NOW) is TokenState.UNKNOWN
    for text in ("", "24", "24.a.b.c", "bce-v3/ALTAK-x/y", "中文"):
        assert issuer.check_access_token(text, NOW) is TokenState.UNKNOWN
        assert issuer.check_bearer_token(text, NOW) is TokenState.UNKNOWN
