"""What the settings panel fetches and saves."""

from __future__ import annotations

import pytest
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


@pytest.mark.django_db(transaction=True)
def test_the_models_are_grouped_by_provider(alice_client, sandbox_credential):
    response = alice_client.get(
        reverse("conversations:models"), {"credential": sandbox_credential.uuid}
    )

    assert [group.provider for group in response.context["models"]] == [
        "qianfan_v1",
        "qianfan_v2",
    ]
    assert "ERNIE-4.0-8K" in response.content.decode()


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
