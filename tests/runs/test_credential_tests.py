"""Trying a credential with a real call."""

from __future__ import annotations

import pytest
from asgiref.sync import ThreadSensitiveContext
from channels.db import database_sync_to_async
from django.test import AsyncClient
from django.urls import reverse

from playground.credentials.connections import SANDBOX_V2_KEY
from playground.credentials.models import CredentialKind
from playground.credentials.services import Secret, create_credential
from playground.gateway import KeyKind
from playground.runs.credential_tests import test_credential as try_credential
from playground.runs.models import Run, RunKind

pytestmark = pytest.mark.django_db(transaction=True)


async def signed_in(user):
    client = AsyncClient()
    await client.aforce_login(user)
    return client


async def post(user, credential):
    client = await signed_in(user)
    # As the server does it: a request that waits for a run leaves it the thread to the database.
    async with ThreadSensitiveContext():
        return await client.post(address(credential))


def address(credential):
    return reverse("runs:test_credential", args=[credential.uuid])


async def test_the_sandbox_answers_in_both_versions(alice, sandbox):
    test = await try_credential(user=alice, credential=sandbox)

    assert test.is_successful
    assert [call.provider for call in test.calls] == ["qianfan_v1", "qianfan_v2"]
    assert all(call.is_successful and call.answer and call.model for call in test.calls)
    assert test.key_hint == ""
    assert await Run.objects.filter(kind=RunKind.CREDENTIAL_TEST).acount() == 2


async def test_a_sandbox_that_does_not_run_is_told_in_words(alice, sandbox, settings):
    settings.SANDBOX_URL = ""

    test = await try_credential(user=alice, credential=sandbox)

    assert not test.is_successful
    assert test.calls[0].code == "connection_failed"
    assert "cannot be reached" in test.calls[0].message


async def test_a_key_of_another_kind_is_recognized(alice, settings, sandbox_url):
    settings.EGRESS_ALLOWED = [sandbox_url.removeprefix("http://")]
    settings.QIANFAN_V1_BASE_URL = sandbox_url
    credential = await database_sync_to_async(create_credential)(
        kind=CredentialKind.QIANFAN_APPLICATION,
        name="Mixed up",
        secret=Secret({"api_key": "ALTAK" + "x" * 20, "secret_key": "bad" + "0" * 29}),
        owner=alice,
    )

    test = await try_credential(user=alice, credential=credential)

    assert test.key_kinds[0] == KeyKind.IAM_ACCESS_KEY
    assert "IAM Access Key" in test.key_hint
    assert not test.is_successful
    assert test.calls[0].message


async def test_an_openai_compatible_server_names_its_models(alice, settings, sandbox_url):
    settings.EGRESS_ALLOWED = [sandbox_url.removeprefix("http://")]
    credential = await database_sync_to_async(create_credential)(
        kind=CredentialKind.OPENAI_COMPATIBLE,
        name="Own",
        secret=Secret({"key": SANDBOX_V2_KEY.key}, base_url=f"{sandbox_url}/v2"),
        owner=alice,
    )

    test = await try_credential(user=alice, credential=credential)

    assert test.is_successful
    assert test.calls[0].model


async def test_the_page_shows_the_outcome(alice, sandbox):
    response = await post(alice, sandbox)

    assert response.status_code == 200
    assert response.context["test"].is_successful


async def test_a_member_may_try_the_credential_of_the_team(bob, sandbox):
    response = await post(bob, sandbox)

    assert response.status_code == 200


async def test_a_stranger_cannot_try_a_credential(charlie, sandbox):
    response = await (await signed_in(charlie)).post(address(sandbox))

    assert response.status_code == 404
    assert not await Run.objects.aexists()


async def test_get_makes_no_call(alice, sandbox):
    response = await (await signed_in(alice)).get(address(sandbox))

    assert response.status_code == 405
    assert not await Run.objects.aexists()
