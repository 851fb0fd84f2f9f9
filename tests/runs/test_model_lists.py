"""Which models a credential reaches, as its providers tell, and as far as they do."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async

from playground.credentials.connections import SANDBOX_IAM_KEY, SANDBOX_V2_KEY
from playground.credentials.models import Credential, CredentialKind
from playground.credentials.services import Secret, replace_secret
from playground.gateway import MODELS, Task
from playground.runs.model_lists import listed_models, remembered_models
from tests.factories import make_credential

pytestmark = pytest.mark.django_db(transaction=True)


def catalogue(provider):
    return tuple(model for model in MODELS if model.provider == provider)


@pytest.fixture
def providers_at_the_sandbox(settings, sandbox_url):
    settings.EGRESS_ALLOWED = [sandbox_url.removeprefix("http://")]
    settings.QIANFAN_V1_BASE_URL = sandbox_url
    settings.QIANFAN_V2_BASE_URL = sandbox_url
    settings.QIANFAN_IAM_BASE_URL = sandbox_url
    return sandbox_url


@pytest.fixture
def iam_credential(alice, providers_at_the_sandbox) -> Credential:
    key = {"access_key": SANDBOX_IAM_KEY.access_key, "secret_key": SANDBOX_IAM_KEY.secret_key}
    return make_credential(owner=alice, kind=CredentialKind.QIANFAN_IAM, parts=key)


async def test_an_iam_key_reaches_the_services_of_its_account(iam_credential):
    models = await listed_models(iam_credential, "qianfan_v1")

    own = {spec.name: spec for spec in models if spec.is_custom}
    assert own["My fine-tuned ERNIE"].endpoint == "my-fine-tuned-ernie"
    assert own["My embedding"].task == Task.EMBEDDING
    assert {spec.name for spec in catalogue("qianfan_v1")} <= {spec.name for spec in models}


async def test_an_iam_key_reaches_the_models_of_v2(iam_credential):
    models = await listed_models(iam_credential, "qianfan_v2")

    assert {spec.name for spec in catalogue("qianfan_v2")} <= {spec.name for spec in models}
    assert not any(spec.is_custom for spec in models)


async def test_a_v2_key_reaches_the_models_of_v2(alice, providers_at_the_sandbox):
    credential = await database_sync_to_async(make_credential)(
        owner=alice, kind=CredentialKind.QIANFAN_V2, parts={"key": SANDBOX_V2_KEY.key}
    )

    assert len(await listed_models(credential, "qianfan_v2")) >= len(catalogue("qianfan_v2"))


async def test_a_server_of_ones_own_names_its_models(alice, providers_at_the_sandbox):
    credential = await database_sync_to_async(make_credential)(
        owner=alice,
        kind=CredentialKind.OPENAI_COMPATIBLE,
        parts={"key": SANDBOX_V2_KEY.key},
        base_url=f"{providers_at_the_sandbox}/v2",
    )

    models = await listed_models(credential, "openai_compatible")

    assert "ernie-4.0-8k" in {spec.name for spec in models}
    assert {spec.provider for spec in models} == {"openai_compatible"}


async def test_the_sandbox_names_its_own_services(sandbox):
    models = await listed_models(sandbox, "qianfan_v1")

    assert "My fine-tuned ERNIE" in {spec.name for spec in models if spec.is_custom}


async def test_an_application_key_is_not_asked_for(alice, settings):
    settings.QIANFAN_V1_BASE_URL = "https://nobody.invalid"
    credential = await database_sync_to_async(make_credential)(
        owner=alice,
        kind=CredentialKind.QIANFAN_APPLICATION,
        parts={"api_key": "a" * 24, "secret_key": "b" * 32},
    )

    assert remembered_models(credential, "qianfan_v1") == catalogue("qianfan_v1")
    assert await listed_models(credential, "qianfan_v1") == catalogue("qianfan_v1")


async def test_what_was_told_is_remembered(sandbox, settings):
    before = remembered_models(sandbox, "qianfan_v1")
    told = await listed_models(sandbox, "qianfan_v1")
    settings.SANDBOX_URL = ""

    assert before is None
    assert remembered_models(sandbox, "qianfan_v1") == told
    assert await listed_models(sandbox, "qianfan_v1") == told


async def test_another_secret_is_asked_anew(iam_credential):
    await listed_models(iam_credential, "qianfan_v1")

    await database_sync_to_async(replace_secret)(
        credential=iam_credential,
        secret=Secret({"access_key": "ALTAKother", "secret_key": "0" * 32}),
    )

    assert remembered_models(iam_credential, "qianfan_v1") is None


@pytest.mark.parametrize("provider", ["qianfan_v1", "qianfan_v2"])
async def test_a_provider_that_cannot_be_reached_leaves_the_catalogue(sandbox, settings, provider):
    settings.SANDBOX_URL = ""

    assert await listed_models(sandbox, provider) == catalogue(provider)
    # Not asked at once again: every page would wait for it.
    assert remembered_models(sandbox, provider) == catalogue(provider)


async def test_a_secret_that_cannot_be_read_leaves_the_catalogue(iam_credential, settings):
    iam_credential.encrypted_secret = b"unreadable"

    assert await listed_models(iam_credential, "qianfan_v1") == catalogue("qianfan_v1")
