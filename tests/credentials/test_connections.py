from __future__ import annotations

import pytest
from django.conf import settings as django_settings

from playground.credentials.connections import connection_for, providers_of
from playground.credentials.crypto import SecretUnreadableError
from playground.credentials.models import Credential, CredentialKind
from playground.gateway import (
    ApplicationKey,
    BearerKey,
    ConnectionFailedError,
    IamKey,
    NoKey,
)
from playground.sandbox import keys
from tests.factories import make_credential

KEYS = [
    (CredentialKind.QIANFAN_APPLICATION, {"api_key": "a", "secret_key": "s"}, ApplicationKey),
    (CredentialKind.QIANFAN_IAM, {"access_key": "a", "secret_key": "s"}, IamKey),
    (CredentialKind.QIANFAN_V2, {"key": "k"}, BearerKey),
    (CredentialKind.OPENAI_COMPATIBLE, {"key": "k"}, BearerKey),
    (CredentialKind.OPENAI_COMPATIBLE, {}, NoKey),
]


@pytest.mark.parametrize(("kind", "parts", "key_class"), KEYS)
def test_each_kind_opens_as_its_key_behind_the_egress_guard(kind, parts, key_class, alice):
    credential = make_credential(
        owner=alice, kind=kind, parts=parts, base_url="https://models.example.com/v1"
    )

    for provider in providers_of(credential):
        connection = connection_for(credential, provider)

        assert isinstance(connection.auth, key_class)
        assert connection.provider == provider
        assert connection.egress.is_guarded


def test_the_operators_allow_list_reaches_the_egress_guard(alice, settings):
    settings.EGRESS_ALLOWED = ["models.lan:11434"]
    credential = make_credential(
        owner=alice, kind="openai_compatible", base_url="https://a.example"
    )

    connection = connection_for(credential, "openai_compatible")

    assert connection.egress.allowed_networks_or_hosts == ("models.lan:11434",)


def test_the_sandbox_opens_with_its_demo_keys_where_it_runs(sandbox_credential, settings):
    settings.SANDBOX_URL = "http://127.0.0.1:8866"

    v1 = connection_for(sandbox_credential, "qianfan_v1")
    v2 = connection_for(sandbox_credential, "qianfan_v2")

    assert v1.auth == IamKey(keys.IAM_ACCESS_KEY, keys.IAM_SECRET_KEY)
    assert v2.auth == BearerKey(keys.V2_KEY)
    assert {v1.base_url, v2.base_url, v1.iam_base_url} == {"http://127.0.0.1:8866"}


def test_without_a_sandbox_its_credential_calls_nobody_else(sandbox_credential):
    assert not django_settings.SANDBOX_URL

    with pytest.raises(ConnectionFailedError):
        connection_for(sandbox_credential, "qianfan_v1")


def test_a_credential_does_not_open_for_a_provider_of_another_kind(sandbox_credential):
    with pytest.raises(ValueError, match="openai_compatible"):
        connection_for(sandbox_credential, "openai_compatible")


def test_an_address_changed_behind_our_back_does_not_get_the_key(alice):
    credential = make_credential(
        owner=alice, kind="openai_compatible", parts={"key": "k"}, base_url="https://a.example"
    )
    Credential.objects.update(base_url="https://evil.example")
    credential.refresh_from_db()

    with pytest.raises(SecretUnreadableError):
        connection_for(credential, "openai_compatible")


def test_the_repr_of_a_connection_shows_no_secret(alice):
    credential = make_credential(owner=alice, kind="qianfan_v2", parts={"key": "very-secret"})

    assert "very-secret" not in repr(connection_for(credential, "qianfan_v2"))
