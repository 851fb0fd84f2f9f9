"""What the settings panel fetches and saves."""

from __future__ import annotations

import re

import pytest
from django.test import AsyncClient
from django.urls import reverse

from tests.conversations.trees import make_conversation


@pytest.fixture
def conversation(alice, sandbox_credential):
    return make_conversation(alice, sandbox_credential, parameters={"temperature": 0.5})


def save(client, conversation, **fields):
    fields = {
        "credential": str(conversation.credential.uuid),
        "provider": "qianfan_v2",
        "model": "ernie-4.0-8k",
        "endpoint": "",
        "system": "",
        "parameters": "{}",
        "is_streaming": "true",
    } | fields
    return client.post(reverse("conversations:save_settings", args=[conversation.uuid]), fields)


def test_the_parameters_are_those_of_the_model_with_the_values_of_the_conversation(
    alice_client, conversation
):
    response = alice_client.get(
        reverse("conversations:parameters"),
        {
            "provider": "qianfan_v1",
            "model": "ERNIE-4.0-8K",
            "conversation": conversation.uuid,
        },
    )

    inputs = {each.spec.name: each for each in response.context["parameters"]}
    assert inputs["temperature"].value == 0.5
    assert inputs["temperature"].is_changed
    assert not inputs["top_p"].is_changed


def test_the_parameters_of_a_strangers_conversation_have_no_values(charlie_client, conversation):
    response = charlie_client.get(
        reverse("conversations:parameters"),
        {"provider": "qianfan_v2", "conversation": conversation.uuid},
    )

    assert not any(each.is_changed for each in response.context["parameters"])


def test_the_models_are_grouped_by_provider(alice_client, sandbox_credential):
    response = alice_client.get(
        reverse("conversations:models"), {"credential": sandbox_credential.uuid}
    )

    assert [group.provider for group in response.context["models"]] == [
        "qianfan_v1",
        "qianfan_v2",
    ]
    assert "ERNIE-4.0-8K" in response.content.decode()
    assert "Embedding-V1" not in response.content.decode()


@pytest.mark.django_db(transaction=True)
async def test_own_services_are_offered_under_their_names(alice, sandbox):
    client = AsyncClient()
    await client.aforce_login(alice)

    response = await client.get(reverse("conversations:models"), {"credential": sandbox.uuid})

    groups = {group.label: group for group in response.context["models"]}
    own = groups["Your own services"]
    assert [(spec.name, spec.endpoint) for spec in own.models] == [
        ("My fine-tuned ERNIE", "my-fine-tuned-ernie")
    ]
    assert 'data-endpoint="my-fine-tuned-ernie"' in response.content.decode()


@pytest.mark.django_db(transaction=True)
async def test_the_page_offers_what_was_told_and_asks_for_it_otherwise(alice, sandbox):
    client = AsyncClient()
    await client.aforce_login(alice)
    address = reverse("conversations:new", query={"credential": sandbox.uuid})

    before = await client.get(address)
    await client.get(reverse("conversations:models"), {"credential": sandbox.uuid})
    after = await client.get(address)

    assert b"My fine-tuned ERNIE" not in before.content
    assert b'hx-trigger="change, load"' in before.content
    assert b"My fine-tuned ERNIE" in after.content
    assert b'hx-trigger="change"' in after.content


@pytest.mark.parametrize(
    ("provider", "model", "endpoint"),
    [
        ("qianfan_v1", "My old service", "my-old-service"),
        ("qianfan_v2", "a-model-of-tomorrow", ""),
    ],
)
def test_what_a_conversation_has_chosen_is_offered_in_any_case(
    alice, alice_client, sandbox_credential, provider, model, endpoint
):
    conversation = make_conversation(
        alice, sandbox_credential, provider=provider, model=model, endpoint=endpoint
    )

    response = alice_client.get(reverse("conversations:detail", args=[conversation.uuid]))

    chosen = re.search(r"<option value=\"[^\"]*\"[^>]*selected>([^<]*)</option>", page_of(response))
    assert chosen[1] == model
    assert f'data-endpoint="{endpoint}"' in chosen[0]


def page_of(response) -> str:
    """The page from its list of models on."""
    return response.content.decode().partition('id="model"')[2]


def test_settings_are_kept(alice_client, conversation):
    response = save(
        alice_client,
        conversation,
        system="Be brief.",
        parameters='{"temperature": 0.7}',
        is_streaming="false",
    )

    assert response.status_code == 204
    conversation.refresh_from_db()
    assert conversation.system == "Be brief."
    assert conversation.parameters == {"temperature": 0.7}
    assert conversation.is_streaming is False


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"parameters": "{"}, "malformed_frame"),
        ({"parameters": '{"temperature": 40}'}, "parameter_out_of_open_range"),
        ({"credential": "null"}, "credential_unavailable"),
        ({"provider": "openai_compatible"}, "provider_mismatch"),
    ],
)
def test_wrong_settings_are_refused_with_their_reason(alice_client, conversation, fields, code):
    response = save(alice_client, conversation, **fields)

    assert response.status_code == 422
    assert response.json()["code"] == code
    conversation.refresh_from_db()
    assert conversation.parameters == {"temperature": 0.5}
