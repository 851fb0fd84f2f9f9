from __future__ import annotations

import pytest

from playground.credentials.models import CredentialKind
from playground.gateway import ModelSpec, Task
from playground.runs.call_offers import call_offers
from playground.runs.call_settings import (
    CallChoice,
    CallRefused,
    CallSettingsForm,
    checked_settings,
    default_choice,
)
from playground.runs.model_offers import ChosenModel, service_value
from playground.runs.models import Run, RunKind
from tests.factories import make_credential


@pytest.fixture
def credential(alice):
    parts = {"api_key": "bce-v3/ALTAK-x/y"}
    return make_credential(owner=alice, kind=CredentialKind.QIANFAN_V2, parts=parts)


def fields(credential, prefix="", **changes):
    chosen = ChosenModel("qianfan_v2", "ernie-lite-8k")
    typed = {
        "credential": str(credential.uuid),
        "service": service_value(chosen, Task.CHAT, credential),
        **changes,
    }
    return {prefix + name: text for name, text in typed.items()}


def refusal(form):
    with pytest.raises(CallRefused) as caught:
        form.settings()
    return caught.value.code, caught.value.field


def test_what_is_typed_becomes_a_call(alice, credential):
    data = fields(credential, **{"parameter.temperature": "0.5"})

    settings = CallSettingsForm(data, user=alice, task=Task.CHAT).settings()

    assert settings.credential == credential
    assert (settings.provider, settings.model) == ("qianfan_v2", "ernie-lite-8k")
    assert settings.parameters == {"temperature": 0.5}


def test_a_prefix_keeps_several_apart(alice, credential):
    data = {**fields(credential, "a-"), **fields(credential, "b-", endpoint="mine")}

    form = CallSettingsForm(data, user=alice, task=Task.CHAT, prefix="b-")

    assert form.settings().endpoint == "mine"


def test_an_own_endpoint_is_used_instead_of_the_model(alice, credential):
    form = CallSettingsForm(fields(credential, endpoint=" mine "), user=alice, task=Task.CHAT)

    assert form.settings().endpoint == "mine"


def test_what_is_unfinished_is_kept_as_typed(alice, credential):
    data = fields(credential, **{"parameter.temperature": "warm"})

    form = CallSettingsForm(data, user=alice, task=Task.CHAT)

    assert form.choice.parameters == {"temperature": "warm"}
    assert refusal(form) == ("parameter_not_number", "temperature")


def test_without_a_credential_nothing_is_called(alice):
    assert refusal(CallSettingsForm({}, user=alice, task=Task.CHAT)) == (
        "credential_missing",
        "credential",
    )


def test_the_credential_of_a_stranger_is_none(charlie, credential):
    form = CallSettingsForm(fields(credential), user=charlie, task=Task.CHAT)

    assert form.choice.credential is None
    assert refusal(form) == ("credential_unavailable", "credential")


def test_a_credential_that_was_disabled_since_is_refused(alice, credential):
    choice = CallSettingsForm(fields(credential), user=alice, task=Task.CHAT).choice
    type(credential).objects.update(is_enabled=False)

    with pytest.raises(CallRefused) as caught:
        checked_settings(alice, Task.CHAT, choice)

    assert caught.value.code == "credential_unavailable"
    assert "no longer available" in caught.value.sentence


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (ChosenModel("qianfan_v1", "unheard-of"), ("model_unknown", "service")),
        (ChosenModel("qianfan_v1", "", "../secret"), ("endpoint_invalid", "endpoint")),
        (ChosenModel("openai_compatible", "gpt"), ("provider_mismatch", "service")),
    ],
)
def test_what_cannot_be_called_is_named(alice, chosen, expected):
    credential = make_credential(owner=alice)

    with pytest.raises(CallRefused) as caught:
        checked_settings(alice, Task.CHAT, CallChoice(credential, chosen))

    assert (caught.value.code, caught.value.field) == expected


def test_a_server_without_usual_models_needs_one_named(alice):
    credential = make_credential(
        owner=alice,
        kind=CredentialKind.OPENAI_COMPATIBLE,
        parts={"key": "sk-x"},
        base_url="https://example.com/v1",
    )

    with pytest.raises(CallRefused) as caught:
        checked_settings(alice, Task.CHAT, CallChoice(credential))

    assert caught.value.code == "model_missing"


@pytest.mark.parametrize("task", [each for each in Task if each is not Task.RERANK])
def test_the_sandbox_does_every_task_without_any_choice(alice, task):
    make_credential(owner=alice)

    choice = default_choice(alice, task, RunKind.CHAT)

    assert checked_settings(alice, task, choice).model


def test_the_last_call_is_what_is_offered_first(alice, credential):
    make_credential(owner=alice)
    Run.objects.create(
        user=alice,
        kind=RunKind.COMPLETION,
        credential=credential,
        credential_name=credential.name,
        provider="qianfan_v2",
        model="ernie-speed-8k",
    )

    choice = default_choice(alice, Task.COMPLETION, RunKind.COMPLETION)

    assert choice.credential == credential
    assert choice.model == ChosenModel("qianfan_v2", "ernie-speed-8k")


def test_who_has_no_credential_has_no_choice(charlie):
    assert default_choice(charlie, Task.CHAT, RunKind.CHAT) == CallChoice()


def test_of_a_credential_that_a_person_has_lost_nothing_is_told(bob, team):
    lost = make_credential(team=team, name="Acme's")
    choice = CallChoice(lost, ChosenModel("qianfan_v2", "ernie-lite-8k"))
    own = ModelSpec("acme-secret-service", "qianfan_v2", "acme", is_custom=True)
    listed = {"qianfan_v2": (own,)}
    assert call_offers(bob, Task.CHAT, choice, listed).models
    team.memberships.filter(user=bob).delete()

    offers = call_offers(bob, Task.CHAT, choice, listed)

    assert offers.credential is None
    assert "acme-secret-service" not in str(offers.models)
