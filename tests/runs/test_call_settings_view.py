from __future__ import annotations

import pytest
from django.test import AsyncClient
from django.urls import reverse

from playground.credentials.models import CredentialKind
from playground.gateway import ModelSpec, Task
from playground.runs.call_offers import call_offers
from playground.runs.call_settings import CallChoice
from playground.runs.model_offers import ChosenModel, service_value
from tests.factories import make_credential


@pytest.fixture
def credential(alice):
    parts = {"api_key": "key", "secret_key": "secret"}
    return make_credential(
        owner=alice, kind=CredentialKind.QIANFAN_APPLICATION, parts=parts, name="Mine"
    )


def address(task, prefix=""):
    return reverse("runs:call_settings", query={"task": task, "prefix": prefix})


def post(client, credential, task="chat", model="ERNIE-Lite-8K", prefix="", **more):
    service = service_value(ChosenModel("qianfan_v1", model), task, credential)
    typed = {"credential": str(credential.uuid), "service": service, **more}
    return client.post(
        address(task, prefix), {prefix + name: text for name, text in typed.items()}
    ).content.decode()


def test_the_parameters_are_those_of_the_chosen_model(alice_client, credential):
    html = post(alice_client, credential, "image", "Stable-Diffusion-XL")

    assert 'name="parameter.negative_prompt"' in html or 'name="parameter.steps"' in html


def test_what_was_typed_is_still_there(alice_client, credential):
    more = {"parameter.temperature": "warm", "endpoint": "mine"}

    html = post(alice_client, credential, **more)

    assert 'value="warm"' in html
    assert 'value="mine"' in html


@pytest.mark.parametrize("number", ["1e300", "99999999999999999999", "-1e300"])
def test_a_number_that_nobody_can_write_down_is_shown_again(alice_client, credential, number):
    html = post(alice_client, credential, **{"parameter.temperature": number})

    assert 'name="parameter.temperature"' in html
    assert 'value="' in html


def test_names_and_ids_carry_the_prefix(alice_client, credential):
    html = post(alice_client, credential, prefix="column-2-")

    assert 'name="column-2-parameter.temperature"' in html
    assert 'id="column-2-call-settings"' in html
    assert 'name="credential"' not in html


def test_only_the_own_fields_are_sent(alice, credential):
    choice = CallChoice(credential, ChosenModel("qianfan_v1", "ERNIE-Lite-8K"))

    offers = call_offers(alice, Task.CHAT, choice, {}, prefix="a-")

    assert offers.field_names.startswith("a-credential,a-service,a-endpoint,a-parameter.")


def test_the_first_model_is_called_where_none_is_usual(alice):
    credential = make_credential(
        owner=alice,
        kind=CredentialKind.OPENAI_COMPATIBLE,
        parts={"key": "sk-x"},
        base_url="https://example.com/v1",
    )
    listed = {"openai_compatible": (ModelSpec("first", "openai_compatible", "first"),)}

    offers = call_offers(alice, Task.CHAT, CallChoice(credential), listed)

    assert [option.is_chosen for option in offers.models[0].options] == [True]


def test_without_a_credential_the_way_to_one_is_shown(charlie_client):
    html = charlie_client.post(address("chat")).content.decode()

    assert reverse("credentials:choose_kind") in html


def test_the_credential_of_a_stranger_is_not_shown(charlie_client, credential):
    assert "Mine" not in post(charlie_client, credential)


def test_a_task_that_there_is_not_is_not_found(alice_client):
    assert alice_client.post(address("dance")).status_code == 404


@pytest.mark.django_db
async def test_who_is_not_signed_in_is_led_to_the_entrance():
    assert (await AsyncClient().post(address("chat"))).status_code == 302
