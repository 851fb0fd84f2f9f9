from __future__ import annotations

import pytest

from tests.factories import PASSWORD


@pytest.fixture(autouse=True)
def _quick_password_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def alice_with_password(alice):
    alice.set_password(PASSWORD)
    alice.save()
    return alice


@pytest.fixture
def closed_groups(monkeypatch):
    """The channel-layer groups that were told their session ended."""
    groups: list[str] = []
    for module in ("adapter", "services.sessions", "services.teams", "admin"):
        monkeypatch.setattr(
            f"playground.accounts.{module}.close_sockets", lambda *names: groups.extend(names)
        )
    return groups
