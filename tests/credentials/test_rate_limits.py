from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.db import IntegrityError, transaction
from django.urls import reverse

from playground.credentials.connections import connection_for
from playground.credentials.models import Credential
from playground.credentials.rate_limits import limit_key, remaining_limits
from playground.credentials.services import set_limits
from playground.gateway.limits import NO_LIMITS, RateLimiter, RateLimits, RemainingLimits

LIMITS = RateLimits(requests_per_second=2, requests_per_minute=60, tokens_per_minute=12_000)
FIELDS = {"requests_per_second": "2", "requests_per_minute": "60", "tokens_per_minute": "12000"}
EMPTY = dict.fromkeys(FIELDS, "")
SANDBOX = {"name": "Mine", "holder": ""}


def limits_url(credential: Credential) -> str:
    return reverse("credentials:set_limits", args=[credential.uuid])


def list_text(client) -> str:
    return " ".join(client.get(reverse("credentials:index")).content.decode().split())


@pytest.fixture
def limiter(monkeypatch) -> RateLimiter:
    """A limiter whose minute does not end."""
    limiter = RateLimiter(clock=lambda: 1_704_164_640.0)
    monkeypatch.setattr("playground.credentials.rate_limits.rate_limiter", lambda: limiter)
    return limiter


@pytest.fixture
def limited_credential(sandbox_credential) -> Credential:
    set_limits(credential=sandbox_credential, limits=LIMITS)
    return sandbox_credential


def test_a_connection_carries_the_limits_of_its_credential(limited_credential, settings):
    settings.SANDBOX_URL = "http://127.0.0.1:1"

    connection = connection_for(limited_credential, "qianfan_v1")

    assert connection.limits == LIMITS
    assert connection.limit_key == limit_key(limited_credential)


def test_a_new_credential_has_the_limits_that_were_entered(alice, alice_client):
    alice_client.post(reverse("credentials:create", args=["sandbox"]), SANDBOX | FIELDS)

    assert Credential.objects.get(owner=alice).rate_limits == LIMITS


def test_a_new_credential_needs_no_limits(alice, alice_client):
    alice_client.post(reverse("credentials:create", args=["sandbox"]), SANDBOX | EMPTY)

    assert Credential.objects.get(owner=alice).rate_limits == NO_LIMITS


def test_limits_are_set_and_taken_away(alice_client, sandbox_credential):
    alice_client.post(limits_url(sandbox_credential), FIELDS)
    sandbox_credential.refresh_from_db()
    assert sandbox_credential.rate_limits == LIMITS

    alice_client.post(limits_url(sandbox_credential), EMPTY)
    sandbox_credential.refresh_from_db()
    assert sandbox_credential.rate_limits == NO_LIMITS


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", str(2**31)])
@pytest.mark.parametrize("name", FIELDS)
def test_a_limit_that_makes_no_sense_comes_back_with_words(
    name, value, alice, alice_client, limited_credential
):
    data = FIELDS | {name: value}

    response = alice_client.post(limits_url(limited_credential), data)
    refused = alice_client.post(reverse("credentials:create", args=["sandbox"]), SANDBOX | data)

    assert b"field__error" in response.content
    assert b"field__error" in refused.content
    # The section is closed at first, which would hide what is wrong.
    assert b'<details class="limits" open>' in refused.content
    limited_credential.refresh_from_db()
    assert limited_credential.rate_limits == LIMITS
    assert not Credential.objects.filter(owner=alice).exists()


@pytest.mark.parametrize("name", FIELDS)
def test_the_database_takes_no_limit_of_zero(name, sandbox_credential):
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.filter(pk=sandbox_credential.pk).update(**{name: 0})


def test_charlie_cannot_set_the_limits_of_others(charlie_client, sandbox_credential):
    assert charlie_client.post(limits_url(sandbox_credential), FIELDS).status_code == 404
    sandbox_credential.refresh_from_db()
    assert sandbox_credential.rate_limits == NO_LIMITS


def test_the_list_tells_the_limits(bob_client, limited_credential):
    text = list_text(bob_client)

    assert "2 requests/s" in text
    assert "60 requests/min" in text
    assert "12,000 tokens/min" in text
    assert "left)" not in text


def test_the_list_tells_nothing_where_nothing_is_known(bob_client, sandbox_credential):
    assert "requests/" not in list_text(bob_client)


def test_the_list_tells_what_was_spent(bob_client, limited_credential, limiter):
    async_to_sync(limiter.acquire)(limit_key(limited_credential), LIMITS, 2_000)

    text = list_text(bob_client)

    assert "60 requests/min (59 left)" in text
    assert "12,000 tokens/min (10,000 left)" in text


def test_the_list_tells_what_the_provider_said(bob_client, sandbox_credential, limiter):
    said = {"limit-requests": 3_000, "limit-tokens": 300_000, "remaining-requests": 0}
    async_to_sync(limiter.learn)(limit_key(sandbox_credential), said, scope="model")

    text = list_text(bob_client)

    assert "3,000 requests/min (0 left)" in text
    assert "300,000 tokens/min" in text


def test_the_page_of_a_credential_shows_its_limits_also_to_members(
    bob_client, alice_client, limited_credential
):
    url = reverse("credentials:detail", args=[limited_credential.uuid])

    for client in (alice_client, bob_client):
        assert "60 requests/min" in " ".join(client.get(url).content.decode().split())
    assert limits_url(limited_credential) not in bob_client.get(url).content.decode()


def test_what_remains_is_told_for_many_at_once(limited_credential, db):
    assert remaining_limits([limited_credential]) == {
        limited_credential.pk: RemainingLimits(60, 12_000, 60, 12_000)
    }
    assert remaining_limits([]) == {}
