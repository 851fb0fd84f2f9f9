from __future__ import annotations

import pytest
from django.urls import reverse

from playground.accounts.models import User
from playground.credentials.connections import connection_for
from playground.gateway.limits import RateLimits
from tests.conftest import signed_in
from tests.factories import make_credential


@pytest.fixture
def credential(alice):
    return make_credential(
        owner=alice,
        kind="openai_compatible",
        parts={"key": "sk-secret"},
        base_url="https://a.example",
    )


@pytest.fixture
def boss_client(db):
    return signed_in(User.objects.create_superuser("boss@example.com"))


def test_the_admin_site_shows_no_secret_and_takes_none(boss_client, credential):
    url = reverse("admin:credentials_credential_change", args=[credential.pk])

    text = boss_client.get(url).content.decode()

    assert "sk-secret" not in text
    assert "encrypted_secret" not in text
    assert boss_client.get(reverse("admin:credentials_credential_add")).status_code == 403


def test_the_admin_site_sets_limits_but_none_of_zero(boss_client, credential):
    url = reverse("admin:credentials_credential_change", args=[credential.pk])

    boss_client.post(url, {"name": "Slow", "requests_per_minute": "60"})
    response = boss_client.post(url, {"name": "Stopped", "requests_per_minute": "0"})

    assert b"greater than or equal to 1" in response.content
    credential.refresh_from_db()
    assert credential.name == "Slow"
    assert credential.rate_limits == RateLimits(requests_per_minute=60)


def test_the_admin_site_changes_neither_address_nor_owner(boss_client, credential, alice):
    boss = User.objects.get(email="boss@example.com")
    url = reverse("admin:credentials_credential_change", args=[credential.pk])

    boss_client.post(url, {"name": "Renamed", "base_url": "https://evil.example", "owner": boss.pk})

    credential.refresh_from_db()
    assert credential.name == "Renamed"
    assert credential.owner == alice
    assert connection_for(credential, "openai_compatible").base_url == "https://a.example"
